"""Without PyTorch's layers: the pattern of a sublayer once, attention by einsum, positions in float64."""

import torch


def transformer_logits(src, tgt, params, num_heads):
    table = params["embedding"]
    E = table.shape[-1]

    def embed(ids):
        columns = torch.arange(E, dtype=torch.float64)
        pairs = columns - columns % 2
        angles = torch.arange(ids.shape[-1], dtype=torch.float64)[:, None] * 10000.0 ** (-pairs / E)
        places = torch.where(columns % 2 == 0, angles.sin(), angles.cos())
        return torch.nn.functional.embedding(ids, table) * E**0.5 + places.to(table)

    def norm(z, name):
        centred = z - z.mean(-1, keepdim=True)
        spread = torch.sqrt(centred.pow(2).mean(-1, keepdim=True) + 1e-5)
        return centred / spread * params[f"{name}.weight"] + params[f"{name}.bias"]

    def attend(name, z, source, visible=None):
        w, b = params[f"{name}.in_proj_weight"].chunk(3), params[f"{name}.in_proj_bias"].chunk(3)
        q, k, v = (
            (inputs @ w[i].T + b[i]).unflatten(-1, (num_heads, -1)) for i, inputs in enumerate((z, source, source))
        )
        scores = torch.einsum("nlhd,nshd->nhls", q, k) / q.shape[-1] ** 0.5
        if visible is not None:
            scores = scores.masked_fill(~visible, -torch.inf)
        heads = torch.einsum("nhls,nshd->nlhd", scores.softmax(-1), v).flatten(2)
        return heads @ params[f"{name}.out_proj.weight"].T + params[f"{name}.out_proj.bias"]

    def think(name, z):
        hidden = (z @ params[f"{name}.linear1.weight"].T + params[f"{name}.linear1.bias"]).clamp(min=0)
        return hidden @ params[f"{name}.linear2.weight"].T + params[f"{name}.linear2.bias"]

    memory, i = embed(src), 0
    while f"encoder.layers.{i}.norm1.weight" in params:
        name = f"encoder.layers.{i}"
        memory = norm(memory + attend(f"{name}.self_attn", memory, memory), f"{name}.norm1")
        memory = norm(memory + think(name, memory), f"{name}.norm2")
        i += 1
    memory = norm(memory, "encoder.norm")

    x, i = embed(tgt), 0
    past = torch.ones(tgt.shape[1], tgt.shape[1], dtype=torch.bool, device=tgt.device).tril()
    while f"decoder.layers.{i}.norm1.weight" in params:
        name = f"decoder.layers.{i}"
        x = norm(x + attend(f"{name}.self_attn", x, x, past), f"{name}.norm1")
        x = norm(x + attend(f"{name}.multihead_attn", x, memory), f"{name}.norm2")
        x = norm(x + think(name, x), f"{name}.norm3")
        i += 1
    return torch.einsum("nte,ve->ntv", norm(x, "decoder.norm"), table)
