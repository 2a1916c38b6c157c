"""The list taken apart into hidden layers and the output layer."""

import torch.nn.functional as F


def mlp_forward(x, layers, activation="relu"):
    if activation not in ("relu", "tanh", "sigmoid"):
        raise ValueError(activation)
    *hidden, (weight, bias) = layers
    for hidden_weight, hidden_bias in hidden:
        x = getattr(F.linear(x, hidden_weight, hidden_bias), activation)()
    return F.linear(x, weight, bias)
