"""PyTorch's own parts, MultiheadAttention, Linear and LayerNorm, called with the params under their names."""

from functools import partial

from torch import nn
from torch.func import functional_call


def decoder_block(x, memory, params, num_heads, memory_mask=None, norm_first=False):
    (N, L, E), S = x.shape, memory.shape[1]
    width = params["linear1.weight"].shape[0]
    future = nn.Transformer.generate_square_subsequent_mask(L, x.device, x.dtype)
    hidden = None if memory_mask is None else ~memory_mask.expand(N, num_heads, L, S).reshape(N * num_heads, L, S)

    def call(name, module, *args, **kwargs):
        own = {key[len(name) + 1 :]: value for key, value in params.items() if key.startswith(name + ".")}
        return functional_call(module, own, args, kwargs)

    def attend(name, mask, query, source):
        module = nn.MultiheadAttention(E, num_heads, batch_first=True)
        return call(name, module, query, source, source, need_weights=False, attn_mask=mask)[0]

    def think(z):
        return call("linear2", nn.Linear(width, E), call("linear1", nn.Linear(E, width), z).clamp(min=0))

    sublayers = (
        lambda z: attend("self_attn", future, z, z),
        lambda z: attend("multihead_attn", hidden, z, memory),
        think,
    )
    for number, sublayer in enumerate(sublayers, start=1):
        norm = partial(call, f"norm{number}", nn.LayerNorm(E))
        x = x + sublayer(norm(x)) if norm_first else norm(x + sublayer(x))
    return x
