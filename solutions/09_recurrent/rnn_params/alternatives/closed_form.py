"""The first layer, and num_layers - 1 equal ones above it."""


def rnn_params(kind, input_size, hidden_size, num_layers=1, bidirectional=False):
    match kind:
        case "rnn":
            rows = hidden_size
        case "gru":
            rows = 3 * hidden_size
        case "lstm":
            rows = 4 * hidden_size
        case _:
            raise ValueError(kind)
    for size in (input_size, hidden_size, num_layers):
        if size < 1:
            raise ValueError(f"{size} is below 1")
    if bidirectional:
        above = rows * (3 * hidden_size + 2)
        return 2 * (rows * (input_size + hidden_size + 2) + (num_layers - 1) * above)
    return rows * (input_size + hidden_size + 2) + (num_layers - 1) * rows * (2 * hidden_size + 2)
