"""A polynomial in H: what is multiplied by H², what by H."""


def bert_params(layers, hidden, heads, vocab=30522, max_len=512, pooler=True):
    squares = 12 * layers + (1 if pooler else 0)
    multiples = 13 * layers + vocab + max_len + 2 + 2 + (1 if pooler else 0)
    return hidden * (squares * hidden + multiples)
