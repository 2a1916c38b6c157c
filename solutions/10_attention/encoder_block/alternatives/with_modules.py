"""PyTorch's own parts, MultiheadAttention, Linear and LayerNorm, called with the params under their names."""

from functools import partial

from torch import nn
from torch.func import functional_call


def encoder_block(x, params, num_heads, mask=None, norm_first=False):
    N, L, E = x.shape
    width = params["linear1.weight"].shape[0]
    hidden = None if mask is None else ~mask.expand(N, num_heads, L, L).reshape(N * num_heads, L, L)

    def call(name, module, *args, **kwargs):
        own = {key[len(name) + 1 :]: value for key, value in params.items() if key.startswith(name + ".")}
        return functional_call(module, own, args, kwargs)

    def attend(z):
        module = nn.MultiheadAttention(E, num_heads, batch_first=True)
        return call("self_attn", module, z, z, z, need_weights=False, attn_mask=hidden)[0]

    def think(z):
        return call("linear2", nn.Linear(width, E), call("linear1", nn.Linear(E, width), z).clamp(min=0))

    for sublayer, name in ((attend, "norm1"), (think, "norm2")):
        norm = partial(call, name, nn.LayerNorm(E))
        x = x + sublayer(norm(x)) if norm_first else norm(x + sublayer(x))
    return x
