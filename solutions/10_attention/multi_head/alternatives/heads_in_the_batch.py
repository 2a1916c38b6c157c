"""The heads as part of the batch, (N·H, T, D), and the attention itself from PyTorch."""

from torch.nn.functional import linear, scaled_dot_product_attention


def multi_head_attention(query, key, value, params, num_heads, mask=None):
    (N, L, E), S = query.shape, key.shape[1]

    def project(x, part):
        rows = slice(part * E, part * E + E)
        x = linear(x, params["in_proj_weight"][rows], params["in_proj_bias"][rows]).transpose(0, 1)
        return x.reshape(x.shape[0], N * num_heads, E // num_heads).transpose(0, 1)  # (N·H, T, D)

    if mask is not None:
        mask = mask.expand(N, num_heads, L, S).reshape(N * num_heads, L, S)
    answer = scaled_dot_product_attention(project(query, 0), project(key, 1), project(value, 2), attn_mask=mask)
    joined = answer.transpose(0, 1).reshape(L, N, E).transpose(0, 1)
    return linear(joined, params["out_proj.weight"], params["out_proj.bias"])
