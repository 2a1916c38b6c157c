"""One head after the other, each with its own rows of the three weights; the answers are concatenated."""

import torch
from torch.nn.functional import linear


def multi_head_attention(query, key, value, params, num_heads, mask=None):
    N, L, E = query.shape
    size = E // num_heads
    weight, bias = params["in_proj_weight"].view(3, E, E), params["in_proj_bias"].view(3, E)
    answers = []
    for h in range(num_heads):
        rows = slice(h * size, (h + 1) * size)
        q, k, v = (linear(x, weight[i, rows], bias[i, rows]) for i, x in enumerate((query, key, value)))
        scores = torch.bmm(q, k.mT) * size**-0.5
        if mask is not None:
            visible = mask.expand(N, num_heads, L, key.shape[1])[:, h]
            scores = torch.where(visible, scores, torch.full_like(scores, -torch.inf))
        answers.append(torch.softmax(scores, -1) @ v)
    return linear(torch.cat(answers, dim=-1), params["out_proj.weight"], params["out_proj.bias"])
