"""Everything by einsum, the heads as an axis of the weights; the output is summed over heads and columns at once."""

import torch


def multi_head_attention(query, key, value, params, num_heads, mask=None):
    E = query.size(-1)
    w = params["in_proj_weight"].reshape(3, num_heads, E // num_heads, E)
    b = params["in_proj_bias"].reshape(3, 1, num_heads, 1, E // num_heads)
    q, k, v = (torch.einsum("nte,hde->nhtd", x, w[i]) + b[i] for i, x in enumerate((query, key, value)))
    logits = torch.einsum("nhld,nhsd->nhls", q / (E / num_heads) ** 0.5, k)
    if mask is not None:
        logits = logits + torch.zeros_like(logits).masked_fill(mask.logical_not(), float("-inf"))
    p = (logits - logits.amax(-1, keepdim=True)).exp()
    p = p / p.sum(-1, keepdim=True)
    w_out = params["out_proj.weight"].reshape(E, num_heads, E // num_heads)
    return torch.einsum("nhls,nhsd,ohd->nlo", p, v, w_out) + params["out_proj.bias"]
