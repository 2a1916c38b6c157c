"""Checks of the three functions: sizes that differ, sizes that are equal, nothing at all, and very many rows."""

from dlquiz.checks import check, close, holds, keeps_arguments

MANY = 500_000  # rows: a loop over them takes seconds, broadcasting hundredths of one


@check("batch_outer multiplies row n of a with row n of b", points=2)
def outer(impl, ref, draw):
    for N, D, E in [(1, 1, 2), (1, 2, 1), (2, 1, 1), (1, 2, 3), (2, 2, 2), (4, 3, 2), (3, 3, 5)]:
        a, b = draw.normal(N, D), draw.normal(N, E)
        close(impl.batch_outer(a, b), ref.batch_outer(a, b))


@check("pairwise_sq_dists compares every row of a with every row of b", points=2)
def distances(impl, ref, draw):
    for N, M, D in [(1, 1, 1), (1, 2, 1), (2, 1, 1), (1, 1, 3), (2, 2, 2), (3, 2, 4), (2, 4, 3), (3, 3, 2)]:
        a, b = draw.normal(N, D), draw.normal(M, D)
        close(impl.pairwise_sq_dists(a, b), ref.pairwise_sq_dists(a, b))


@check("no distance is negative", points=1, needs=distances)
def not_negative(impl, ref, draw):
    a = draw.normal(200, 9, mean=3e3, std=1.0)
    b = a.clone()  # each point has its twin
    holds(
        bool((impl.pairwise_sq_dists(a, b) >= 0).all()),
        "points that coincide have a distance below 0: a difference of large numbers",
    )


@check("one_hot puts a 1 at each label", points=2)
def one_hot(impl, ref, draw):
    for labels, classes in [([0, 1], 2), ([2, 0], 3), ([1, 1, 0, 3], 4), ([0, 0], 1), ([1, 0], 5), ([0, 2, 1], 3)]:
        chosen = draw.tensor(labels).long()
        close(impl.one_hot(chosen, classes), ref.one_hot(chosen, classes))


@check("one_hot takes labels of any shape", points=1, needs=one_hot)
def any_shape(impl, ref, draw):
    for shape in [(), (1,), (2, 3), (3, 3), (2, 1, 2), (0,), (2, 0)]:
        labels = draw.integers(0, 3, *shape)
        close(impl.one_hot(labels, 4), ref.one_hot(labels, 4))


@check("no rows, no features and non-contiguous tensors are fine", points=1, needs=(outer, distances))
def edges(impl, ref, draw):
    for N, M, D, E in [(0, 2, 3, 2), (2, 0, 3, 1), (2, 3, 0, 2), (0, 0, 0, 0)]:
        a, b, c = draw.normal(N, D), draw.normal(N, E), draw.normal(M, D)
        close(impl.batch_outer(a, b), ref.batch_outer(a, b))
        close(impl.pairwise_sq_dists(a, c), ref.pairwise_sq_dists(a, c))
    a, b, c = draw.views(draw.normal(4, 3)), draw.views(draw.normal(4, 2)), draw.views(draw.normal(5, 3))
    close(impl.batch_outer(a, b), ref.batch_outer(a, b))
    close(impl.pairwise_sq_dists(a, c), ref.pairwise_sq_dists(a, c))


@check(
    "half a million rows take no Python loop",
    needs=(outer, distances, one_hot),
    seconds=2,
    dtypes=("float64",),
    heavy=True,
)
def in_time(impl, ref, draw):
    rows, few = draw.normal(MANY, 2), draw.normal(2, 2)
    labels = draw.integers(0, 2, MANY)
    close(impl.batch_outer(rows, rows), ref.batch_outer(rows, rows))
    close(impl.pairwise_sq_dists(rows, few), ref.pairwise_sq_dists(rows, few))
    close(impl.one_hot(labels, 2), ref.one_hot(labels, 2))


@check("the arguments stay as they are", points=1, needs=(outer, distances, one_hot))
def pure(impl, ref, draw):
    keeps_arguments(impl.batch_outer, draw.normal(2, 3), draw.normal(2, 4))
    keeps_arguments(impl.pairwise_sq_dists, draw.normal(2, 3), draw.normal(4, 3))
    keeps_arguments(impl.one_hot, draw.integers(0, 3, 4), 3)
