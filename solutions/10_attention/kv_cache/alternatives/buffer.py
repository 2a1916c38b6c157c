"""A buffer that doubles when it is full, written in place; what is not yet filled is hidden."""

import torch
import torch.nn.functional as F


def decode_step(x, cache, params, num_heads):
    N, _, E = x.shape
    size = E // num_heads
    q, k, v = (
        F.linear(x[:, 0], w, b).view(N, num_heads, size)
        for w, b in zip(params["in_proj_weight"].chunk(3), params["in_proj_bias"].chunk(3), strict=True)
    )
    if not cache:
        cache["length"], cache["buffer"] = 0, x.new_zeros(2, N, num_heads, 2, size)
    t, buffer = cache["length"], cache["buffer"]
    if t == buffer.shape[3]:
        buffer = torch.cat([buffer, torch.zeros_like(buffer)], dim=3)
    buffer[0, :, :, t], buffer[1, :, :, t] = k, v
    cache["length"], cache["buffer"] = t + 1, buffer
    visible = torch.arange(buffer.shape[3], device=x.device) <= t
    heads = F.scaled_dot_product_attention(q[:, :, None], buffer[0], buffer[1], attn_mask=visible[None])
    return F.linear(heads.reshape(N, 1, E), params["out_proj.weight"], params["out_proj.bias"]), cache
