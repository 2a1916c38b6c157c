"""PyTorch's stacks of layers with the params loaded into them, in eval mode; around them embedding and positions."""

import torch
from torch import nn


def transformer_logits(src, tgt, params, num_heads):
    table = params["embedding"]
    width, E = params["encoder.layers.0.linear1.weight"].shape
    heights = [
        max(int(key.split(".")[2]) for key in params if key.startswith(f"{side}.layers")) + 1
        for side in ("encoder", "decoder")
    ]
    settings = {"dropout": 0.0, "batch_first": True, "device": table.device, "dtype": table.dtype}
    encoder = nn.TransformerEncoder(
        nn.TransformerEncoderLayer(E, num_heads, width, **settings),
        heights[0],
        nn.LayerNorm(E, device=table.device, dtype=table.dtype),
        enable_nested_tensor=False,
    )
    decoder = nn.TransformerDecoder(
        nn.TransformerDecoderLayer(E, num_heads, width, **settings),
        heights[1],
        nn.LayerNorm(E, device=table.device, dtype=table.dtype),
    )
    model = nn.ModuleDict({"encoder": encoder, "decoder": decoder}).eval().requires_grad_(False)
    model.load_state_dict({key: value for key, value in params.items() if key != "embedding"})

    def embed(ids):
        position = torch.arange(ids.shape[1], device=ids.device).unsqueeze(1)
        speeds = torch.exp(torch.arange(0, E, 2, device=ids.device) * -(torch.log(torch.tensor(10000.0)) / E))
        places = torch.zeros(ids.shape[1], E, device=ids.device)
        places[:, 0::2] = torch.sin(position * speeds)
        places[:, 1::2] = torch.cos(position * speeds)[:, : E // 2]
        return table[ids] * E**0.5 + places.to(table.dtype)

    future = torch.triu(torch.ones(tgt.shape[1], tgt.shape[1], device=tgt.device), 1).bool()
    answer = decoder(embed(tgt), encoder(embed(src)), tgt_mask=future)
    return nn.functional.linear(answer, table)
