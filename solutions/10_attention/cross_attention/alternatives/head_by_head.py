"""One head after the other, each with its own rows of the three weights; every head adds its share to the output."""

import torch


def cross_attention(decoder_x, encoder_out, params, num_heads, mask=None):
    (N, L, E), S = decoder_x.shape, encoder_out.shape[1]
    size = E // num_heads
    weight, bias = params["in_proj_weight"].view(3, E, E), params["in_proj_bias"].view(3, E)
    if mask is not None:
        mask = mask.expand(N, num_heads, L, S)
    output = params["out_proj.bias"].expand(N, L, E).clone()
    for h in range(num_heads):
        rows = slice(h * size, (h + 1) * size)
        query = torch.nn.functional.linear(decoder_x, weight[0, rows], bias[0, rows])
        key = torch.nn.functional.linear(encoder_out, weight[1, rows], bias[1, rows])
        value = torch.nn.functional.linear(encoder_out, weight[2, rows], bias[2, rows])
        scores = torch.bmm(query * size**-0.5, key.mT)
        if mask is not None:
            scores = torch.where(mask[:, h], scores, torch.full_like(scores, -torch.inf))
        answer = torch.bmm(torch.softmax(scores, -1), value)  # (N, L, size)
        output += answer @ params["out_proj.weight"][:, rows].T
    return output
