"""The shapes of all tensors in GPT-2's file, and their products."""

import math


def gpt_params(layers, hidden, vocab=50257, context=1024):
    block = {
        "ln_1.weight": (hidden,), "ln_1.bias": (hidden,), "ln_2.weight": (hidden,), "ln_2.bias": (hidden,),
        "attn.c_attn.weight": (hidden, 3 * hidden), "attn.c_attn.bias": (3 * hidden,),
        "attn.c_proj.weight": (hidden, hidden), "attn.c_proj.bias": (hidden,),
        "mlp.c_fc.weight": (hidden, 4 * hidden), "mlp.c_fc.bias": (4 * hidden,),
        "mlp.c_proj.weight": (4 * hidden, hidden), "mlp.c_proj.bias": (hidden,),
    }  # fmt: skip
    state = {"wte": (vocab, hidden), "wpe": (context, hidden), "ln_f.weight": (hidden,), "ln_f.bias": (hidden,)}
    for i in range(layers):
        state |= {f"h.{i}.{name}": shape for name, shape in block.items()}
    return sum(math.prod(shape) for shape in state.values())
