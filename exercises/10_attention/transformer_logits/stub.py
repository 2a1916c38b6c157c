"""The whole Transformer. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: ids to vectors: embedding and positions
    # TODO: the encoder's blocks and its norm
    # TODO: the decoder's blocks and its norm
    # TODO: vectors to logits
    raise NotImplementedError("transformer_logits")


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
