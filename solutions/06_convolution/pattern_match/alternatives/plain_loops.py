"""One place after the other, one pattern after the other; the winner is kept on the way."""

import torch


def match_map(image, pattern):
    rows, columns = image.shape[0] - pattern.shape[0] + 1, image.shape[1] - pattern.shape[1] + 1
    result = torch.zeros(rows, columns, dtype=image.dtype, device=image.device)
    for r in range(rows):
        for c in range(columns):
            total = 0
            for i in range(pattern.shape[0]):
                for j in range(pattern.shape[1]):
                    total = total + image[r + i, c + j] * pattern[i, j]
            result[r, c] = total / (pattern.shape[0] * pattern.shape[1])
    return result


def best_class(image, patterns):
    winner, best = 0, -1.0
    for index, group in enumerate(patterns):
        score = 0.0
        for pattern in group:
            score += max(0.0, match_map(image, pattern).max().item())
        if score > best:
            winner, best = index, score
    return winner
