"""The six checks of the assignment as plain functions, for graders that run them in the submission's own process.

The cases and tolerances of bank/…/checks.py. `answer` holds the submission's functions; `reference.py`, the solution,
lies beside. Runs in the peers' environments: it imports nothing of this project.
"""

import reference
import torch

SIZES = [(1, 1, 1, 1), (3, 4, 5, 2), (6, 3, 3, 3)]  # (N, D, H, K)
LENGTHS = [(1, 1, 1), (4, 4, 3), (6, 8, 5)]  # (L, E, D)
TOLERANCE = {torch.float64: {"rtol": 1e-9, "atol": 1e-10}, torch.float32: {"rtol": 1e-4, "atol": 1e-5}}


def drawn(dtype, *shapes):
    return [torch.randn(shape, dtype=dtype) for shape in shapes]


def agree(answer, name, arguments):
    got, wanted = getattr(answer, name)(*arguments), getattr(reference, name)(*arguments)
    tolerance = TOLERANCE[arguments[0].dtype]
    torch.testing.assert_close(got, wanted, **tolerance)


def forward(answer):
    for dtype in TOLERANCE:
        for N, D, H, K in SIZES:
            agree(answer, "mlp", drawn(dtype, (N, D), (H, D), (H,), (K, H), (K,)))


def loss(answer):
    for dtype in TOLERANCE:
        for N, K, scale in [(1, 2, 1), (5, 3, 1), (4, 4, 1000)]:
            (logits,) = drawn(dtype, (N, K))
            agree(answer, "cross_entropy", [scale * logits, torch.randint(K, (N,))])


def backward(answer):
    for dtype in TOLERANCE:
        for N, D, H, K in SIZES:
            agree(answer, "mlp_backward", drawn(dtype, (N, K), (N, D), (H, D), (H,), (K, H), (K,)))


def seeing_all(answer):
    for dtype in TOLERANCE:
        for L, E, D in LENGTHS:
            agree(answer, "attention", drawn(dtype, (L, E), (L + 2, E), (L + 2, D)))


def causal(answer):
    for dtype in TOLERANCE:
        for L, E, D in LENGTHS:
            agree(answer, "causal_attention", drawn(dtype, (L, E), (L, E), (L, D)))


def parameters(answer):
    for sizes in [(3, 2), (784, 128, 10), (5, 7, 7, 3)]:
        assert answer.count_parameters(sizes) == reference.count_parameters(sizes)
