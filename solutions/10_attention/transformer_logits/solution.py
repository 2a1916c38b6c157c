"""The Transformer: memory = norm(encoder(embed(src))), x = norm(decoder(embed(tgt), memory)), logits = x embeddingᵀ.

embed(ids) = embedding[ids] · √E + positions. The same table says what a word means to the input and how well a vector
fits it at the output; √E brings its rows, of length about 1 if they are to serve as output weights, to the positions'
size.

Source: Vaswani et al. 2017, Attention Is All You Need, sections 3.1, 3.4 and 3.5.
"""

import math

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.functional import layer_norm


def transformer_logits(src: Tensor, tgt: Tensor, params: dict[str, Tensor], num_heads: int) -> Tensor:
    """Scores for the word after each position of the target, given the source.

    Args:
        src: (N, S), int64, ids of the source.
        tgt: (N, T), int64, ids of the target.
        params: of nn.Transformer (encoder.layers.0.…, encoder.norm.…, decoder.layers.0.…, decoder.norm.…), and
            embedding (V, E), which source, target and output share.
        num_heads: H, divides E.

    Returns:
        (N, T, V). Position i depends on tgt 0 … i and on all of src.

    Example:
        E = 2, V = 2, embedding [[1., 0.], [0., 2.]]; if all blocks passed their input on unchanged and decoder.norm had
        weight 0 and bias [3., 5.], each position would get the logits [3., 10.]
    """
    memory = embed(src, params["embedding"])  # (N, S, E)
    for block in blocks(params, "encoder"):
        memory = encoder_block(memory, block, num_heads)
    memory = layer_norm(memory, memory.shape[-1:], **part(params, "encoder.norm"))

    x = embed(tgt, params["embedding"])  # (N, T, E)
    for block in blocks(params, "decoder"):
        x = decoder_block(x, memory, block, num_heads)
    x = layer_norm(x, x.shape[-1:], **part(params, "decoder.norm"))

    return x @ params["embedding"].T  # (N, T, V)


def embed(ids: Tensor, embedding: Tensor) -> Tensor:
    """(N, T) -> (N, T, E): the words' vectors, scaled, plus the sinusoids of their positions."""
    T, E = ids.shape[1], embedding.shape[1]
    angles = torch.arange(T)[:, None] / 10000 ** (torch.arange(0, E, 2) / E)  # (T, pairs)
    positions = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :E]  # (T, E)
    return embedding[ids] * math.sqrt(E) + positions.to(embedding)


def blocks(params: dict[str, Tensor], stack: str) -> list[dict[str, Tensor]]:
    """The params of the stack's blocks, from the first to the last."""
    count = len({key.split(".")[2] for key in params if key.startswith(f"{stack}.layers.")})
    return [part(params, f"{stack}.layers.{i}") for i in range(count)]


def part(params: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    """Supplied: the tensors of one module, under their own names; {} if there is no such module."""
    return {key.removeprefix(f"{name}."): tensor for key, tensor in params.items() if key.startswith(f"{name}.")}


def encoder_block(x: Tensor, params: dict[str, Tensor], num_heads: int) -> Tensor:
    """Supplied: (N, S, E) -> (N, S, E), with the params of one nn.TransformerEncoderLayer, norms last."""
    F, E = params["linear1.weight"].shape
    layer = nn.TransformerEncoderLayer(E, num_heads, F, dropout=0.0, batch_first=True, device="meta")
    return functional_call(layer, params, (x,))


def decoder_block(x: Tensor, memory: Tensor, params: dict[str, Tensor], num_heads: int) -> Tensor:
    """Supplied: (N, T, E), (N, S, E) -> (N, T, E), with the params of one nn.TransformerDecoderLayer, norms last.

    Position i sees positions 0 … i of x, and all of memory.
    """
    F, E = params["linear1.weight"].shape
    layer = nn.TransformerDecoderLayer(E, num_heads, F, dropout=0.0, batch_first=True, device="meta")
    hidden = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).triu(1)  # True is hidden there
    return functional_call(layer, params, (x, memory, hidden))
