"""Checks of the assignment: one for each function."""

from dlquiz.checks import check, close, integer

SIZES = [(1, 1, 1, 1), (3, 4, 5, 2), (6, 3, 3, 3)]  # (N, D, H, K)
LENGTHS = [(1, 1, 1), (4, 4, 3), (6, 8, 5)]  # (L, E, D)


def network(draw, N, D, H, K):
    return draw.normal(N, D), draw.normal(H, D), draw.normal(H), draw.normal(K, H), draw.normal(K)


@check("the network's output", points=1)
def forward(impl, ref, draw):
    for sizes in SIZES:
        arguments = network(draw, *sizes)
        close(impl.mlp(*arguments), ref.mlp(*arguments))


@check("the cross-entropy", points=1)
def loss(impl, ref, draw):
    for N, K, scale in [(1, 2, 1), (5, 3, 1), (4, 4, 1000)]:
        logits, labels = scale * draw.normal(N, K), draw.integers(0, K, N)
        close(impl.cross_entropy(logits, labels), ref.cross_entropy(logits, labels))


@check("the network's gradients", points=1)
def backward(impl, ref, draw):
    for N, D, H, K in SIZES:
        arguments = (draw.normal(N, K), *network(draw, N, D, H, K))
        close(impl.mlp_backward(*arguments), ref.mlp_backward(*arguments))


@check("attention", points=1)
def seeing_all(impl, ref, draw):
    for L, E, D in LENGTHS:
        arguments = draw.normal(L, E), draw.normal(L + 2, E), draw.normal(L + 2, D)
        close(impl.attention(*arguments), ref.attention(*arguments))


@check("attention to the past", points=1)
def causal(impl, ref, draw):
    for L, E, D in LENGTHS:
        arguments = draw.normal(L, E), draw.normal(L, E), draw.normal(L, D)
        close(impl.causal_attention(*arguments), ref.causal_attention(*arguments))


@check("the number of parameters", points=1)
def parameters(impl, ref, draw):
    for sizes in [(3, 2), (784, 128, 10), (5, 7, 7, 3)]:
        close(integer(impl.count_parameters(sizes)), ref.count_parameters(sizes))
