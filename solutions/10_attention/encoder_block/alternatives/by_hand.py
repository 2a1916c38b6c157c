"""Everything by hand, without torch.nn: einsum for the attention, mean and variance for the norms."""

import torch


def encoder_block(x, params, num_heads, mask=None, norm_first=False):
    E = x.shape[-1]

    def normalized(z, which):
        centred = z - z.mean(-1, keepdim=True)
        spread = torch.sqrt((centred**2).mean(-1, keepdim=True) + 1e-5)
        return centred / spread * params[f"norm{which}.weight"] + params[f"norm{which}.bias"]

    def attention(z):
        projected = z @ params["self_attn.in_proj_weight"].T + params["self_attn.in_proj_bias"]
        q, k, v = projected.reshape(*z.shape[:2], 3, num_heads, E // num_heads).unbind(2)
        scores = torch.einsum("nlhd,nshd->nhls", q, k) / (E // num_heads) ** 0.5
        if mask is not None:
            scores = scores.masked_fill(~mask, -torch.inf)
        heads = torch.einsum("nhls,nshd->nlhd", torch.softmax(scores, -1), v)
        return heads.reshape(z.shape) @ params["self_attn.out_proj.weight"].T + params["self_attn.out_proj.bias"]

    def feed_forward(z):
        hidden = z @ params["linear1.weight"].T + params["linear1.bias"]
        return (hidden * (hidden > 0)) @ params["linear2.weight"].T + params["linear2.bias"]

    if not norm_first:
        x = normalized(x + attention(x), 1)
        return normalized(x + feed_forward(x), 2)
    x = x + attention(normalized(x, 1))
    return x + feed_forward(normalized(x, 2))
