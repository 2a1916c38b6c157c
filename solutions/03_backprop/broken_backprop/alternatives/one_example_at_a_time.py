"""A plain loop over examples and their outer products; the mean is taken at the end."""

import torch


def loss_and_gradients(x, labels, params):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    total = x.new_zeros(())
    grads = {name: torch.zeros_like(value) for name, value in params.items()}
    for row, label in zip(x, labels, strict=True):
        z = w1 @ row + b1
        h = torch.relu(z)
        scores = w2 @ h + b2
        log_normaliser = torch.logsumexp(scores, 0)
        total = total + log_normaliser - scores[label]
        d_scores = torch.exp(scores - log_normaliser)
        d_scores[label] -= 1
        d_z = torch.where(h > 0, w2.T @ d_scores, 0.0)
        grads["w2"] += torch.outer(d_scores, h)
        grads["b2"] += d_scores
        grads["w1"] += torch.outer(d_z, row)
        grads["b1"] += d_z
    count = max(1, len(x))
    return total / count, {name: value / count for name, value in grads.items()}
