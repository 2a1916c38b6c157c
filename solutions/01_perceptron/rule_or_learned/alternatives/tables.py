"""All thresholds at once, in a table; the random search draws all candidates first and takes the least."""

import torch


def threshold_rule(feature, threshold):
    return torch.where(feature > threshold, 1, 0)


def best_threshold(features, labels):
    lowest = torch.full((1,), -torch.inf, dtype=features.dtype, device=features.device)
    candidates = torch.cat((lowest, features.sort().values))
    hits = ((features > candidates[:, None]) == labels.bool()).sum(dim=1)
    winner = (hits == hits.max()).nonzero()[0, 0]
    return candidates[winner], hits[winner] / len(features)


def random_search(loss, sample, tries, generator):
    candidates = [sample(generator) for _ in range(tries)]
    losses = [loss(candidate) for candidate in candidates]
    position = min(range(tries), key=losses.__getitem__)
    return candidates[position], losses[position]
