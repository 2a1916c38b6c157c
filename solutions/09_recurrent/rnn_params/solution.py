"""Parameters of recurrent networks: blocks · H · (inputs + H + 2) for each layer and direction.

A cell has 1 (plain), 3 (GRU) or 4 (LSTM) blocks, each with a matrix for its input, one for its state, and two biases.
All steps share them, so the length of the sequence does not enter.

Source: PyTorch documentation, torch.nn.LSTM; LG Aimers deep learning notes, section 4.
"""

BLOCKS = {"rnn": 1, "gru": 3, "lstm": 4}


def rnn_params(kind: str, input_size: int, hidden_size: int, num_layers: int = 1, bidirectional: bool = False) -> int:
    """The number of weights and biases of a recurrent network, with PyTorch's two biases.

    Args:
        kind: "rnn", "gru" or "lstm".
        input_size: numbers that come in at each step.
        hidden_size: units of the state, in one layer and direction.
        num_layers: layers one above the other.
        bidirectional: whether each layer also has a cell that reads from the end.

    Returns:
        An int.

    Raises:
        ValueError: another kind, or a number below 1.

    Example:
        Four blocks of 20 units, each with 10 + 20 weights and 2 biases: rnn_params("lstm", 10, 20) -> 2560
    """
    if kind not in BLOCKS:
        raise ValueError(f"{kind!r} is none of {', '.join(BLOCKS)}")
    if min(input_size, hidden_size, num_layers) < 1:
        raise ValueError("sizes and layers must be at least 1")

    directions = 2 if bidirectional else 1
    total, inputs = 0, input_size
    for _ in range(num_layers):
        unit = inputs + hidden_size + 2  # its weights for the input and for the state, and two biases
        total += directions * BLOCKS[kind] * hidden_size * unit
        inputs = directions * hidden_size  # what the layer above reads
    return total
