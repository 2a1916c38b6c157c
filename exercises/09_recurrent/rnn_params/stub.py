"""Parameters of recurrent networks. `dlquiz show` prints the task, `dlquiz hint` helps."""


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
    # TODO: refuse what can't be
    # TODO: count one layer, then those above it, in one direction or two
    raise NotImplementedError("rnn_params")
