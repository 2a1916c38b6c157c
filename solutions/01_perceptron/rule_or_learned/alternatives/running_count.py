"""One pass over the sorted examples: passing a value moves its examples to the other side."""

import torch


def threshold_rule(feature, threshold):
    return feature.gt(threshold).to(torch.int64)


def best_threshold(features, labels):
    hits = sum(labels.tolist())  # below every value, all are called 1
    best = (-hits, float("-inf"))
    examples = sorted(zip(features.tolist(), labels.tolist(), strict=True))
    for n, (value, label) in enumerate(examples):
        hits += -1 if label else 1
        if n + 1 == len(examples) or examples[n + 1][0] != value:
            best = min(best, (-hits, value))
    return [best[1], -best[0] / len(examples)]


def random_search(loss, sample, tries, generator):
    best_loss = float("inf")
    while tries > 0:
        candidate = sample(generator)
        if (new := loss(candidate)) < best_loss:
            best, best_loss = candidate, new
        tries -= 1
    return best, best_loss
