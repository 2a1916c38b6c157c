"""A list of all matrices as (inputs, outputs), and one of all vectors; then one sum."""


def transformer_params(d=512, ff=2048, layers=6, vocab=0, bias=True, tied=True):
    attention = [(d, d)] * 4
    feed_forward = [(d, ff), (ff, d)]
    matrices = (attention * 3 + feed_forward * 2) * layers
    total = sum((inputs + bool(bias)) * outputs for inputs, outputs in matrices)
    total += layers * 5 * (d + d)
    return total + vocab * d * (1, 3)[not tied]
