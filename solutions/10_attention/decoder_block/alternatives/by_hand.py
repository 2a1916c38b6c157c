"""Everything by hand, without torch.nn: einsum for both attentions, mean and variance for the norms."""

import torch


def decoder_block(x, memory, params, num_heads, memory_mask=None, norm_first=False):
    E, L = x.shape[-1], x.shape[1]

    def normalized(z, which):
        centred = z - z.mean(-1, keepdim=True)
        spread = torch.sqrt((centred**2).mean(-1, keepdim=True) + 1e-5)
        return centred / spread * params[f"norm{which}.weight"] + params[f"norm{which}.bias"]

    def attention(name, z, source, visible):
        w, b = params[f"{name}.in_proj_weight"].view(3, E, E), params[f"{name}.in_proj_bias"].view(3, E)
        q, k, v = (
            (inputs @ w[i].T + b[i]).reshape(*inputs.shape[:2], num_heads, E // num_heads)
            for i, inputs in enumerate((z, source, source))
        )
        scores = torch.einsum("nlhd,nshd->nhls", q, k) / (E // num_heads) ** 0.5
        if visible is not None:
            scores = scores.masked_fill(~visible, -torch.inf)
        heads = torch.einsum("nhls,nshd->nlhd", torch.softmax(scores, -1), v)
        return heads.reshape(z.shape) @ params[f"{name}.out_proj.weight"].T + params[f"{name}.out_proj.bias"]

    def feed_forward(z):
        hidden = z @ params["linear1.weight"].T + params["linear1.bias"]
        return (hidden * (hidden > 0)) @ params["linear2.weight"].T + params["linear2.bias"]

    places = torch.arange(L, device=x.device)
    past = places <= places[:, None]
    if not norm_first:
        x = normalized(x + attention("self_attn", x, x, past), 1)
        x = normalized(x + attention("multihead_attn", x, memory, memory_mask), 2)
        return normalized(x + feed_forward(x), 3)
    z = normalized(x, 1)
    x = x + attention("self_attn", z, z, past)
    x = x + attention("multihead_attn", normalized(x, 2), memory, memory_mask)
    return x + feed_forward(normalized(x, 3))
