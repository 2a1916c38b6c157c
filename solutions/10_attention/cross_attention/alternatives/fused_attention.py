"""The attention itself from PyTorch; around it the projections, and the heads as part of the batch."""

import torch.nn.functional as F


def cross_attention(decoder_x, encoder_out, params, num_heads, mask=None):
    N, L, E = decoder_x.shape
    weight, bias = params["in_proj_weight"], params["in_proj_bias"]
    query = F.linear(decoder_x, weight[:E], bias[:E])
    key, value = F.linear(encoder_out, weight[E:], bias[E:]).split(E, dim=-1)
    query, key, value = (x.view(N, -1, num_heads, E // num_heads).permute(0, 2, 1, 3) for x in (query, key, value))
    answer = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    answer = answer.permute(0, 2, 1, 3).reshape(N, L, E)
    return F.linear(answer, params["out_proj.weight"], params["out_proj.bias"])
