"""Everything by einsum, with the heads as an axis of the weights. Key and value come out of one product."""

import torch


def cross_attention(decoder_x, encoder_out, params, num_heads, mask=None):
    E = decoder_x.size(-1)
    w = params["in_proj_weight"].reshape(3, num_heads, E // num_heads, E)
    b = params["in_proj_bias"].reshape(3, 1, num_heads, 1, E // num_heads)
    q = torch.einsum("nle,hde->nhld", decoder_x, w[0]) + b[0]
    k, v = torch.einsum("nse,chde->cnhsd", encoder_out, w[1:]) + b[1:]
    logits = torch.einsum("nhld,nhsd->nhls", q, k) / (E / num_heads) ** 0.5
    if mask is not None:
        logits = logits + torch.zeros_like(logits).masked_fill(mask.logical_not(), float("-inf"))
    p = (logits - logits.amax(-1, keepdim=True)).exp()
    p = p / p.sum(-1, keepdim=True)
    w_out = params["out_proj.weight"].reshape(E, num_heads, E // num_heads)
    return torch.einsum("nhls,nhsd,ohd->nlo", p, v, w_out) + params["out_proj.bias"]
