"""Checks of broadcasting: unequal sizes, empty ones, coinciding points, labels of every shape, many pairs."""

from dlquiz.checks import check, close, holds, keeps_arguments


@check("batch_outer multiplies every entry of a row of a with every entry of that row of b", points=2)
def outer(impl, ref, draw):
    for N, D, E in [(1, 1, 1), (1, 2, 3), (2, 2, 2), (3, 3, 3), (2, 4, 3), (4, 2, 5)]:
        a, b = draw.normal(N, D), draw.normal(N, E)
        close(impl.batch_outer(a, b), ref.batch_outer(a, b))


@check("pairwise_sq_dists has the distance of every row of a to every row of b", points=2)
def distances(impl, ref, draw):
    for N, M, D in [(1, 1, 1), (1, 1, 2), (2, 1, 2), (2, 2, 2), (3, 3, 3), (3, 2, 4), (2, 5, 3), (4, 3, 2)]:
        a, b = draw.normal(N, D), draw.normal(M, D)
        close(impl.pairwise_sq_dists(a, b), ref.pairwise_sq_dists(a, b))


@check("points that coincide have the distance 0, and none has less", points=1, needs=distances, dtypes=("float64",))
def coinciding(impl, ref, draw):
    for N, center in [(3, 0.0), (20, 10.0), (40, 100.0)]:
        a = draw.normal(N, 3, mean=center, std=1.0)
        got = impl.pairwise_sq_dists(a, a.clone())
        close(got, ref.pairwise_sq_dists(a, a.clone()))
        holds(
            (got >= 0).all(), "a squared distance is below 0: rounding left less than nothing where two points coincide"
        )


@check("one_hot has a single 1, where the label says", points=2)
def labels_in_a_row(impl, ref, draw):
    for N, K in [(1, 1), (1, 2), (3, 3), (4, 2), (2, 5), (6, 4)]:
        labels = draw.integers(0, K, N)
        close(impl.one_hot(labels, K), ref.one_hot(labels, K))
    for labels, K in [(draw.integers(0, 2, 3), 4), (draw.integers(1, 3, 3), 3)]:  # classes that no label names
        close(impl.one_hot(labels, K), ref.one_hot(labels, K))


@check("one_hot takes labels of any shape", points=1, needs=labels_in_a_row)
def labels_of_any_shape(impl, ref, draw):
    for shape in [(), (2, 3), (3, 2), (2, 2, 2), (2, 1, 3, 1)]:
        labels = draw.integers(0, 4, *shape)
        close(impl.one_hot(labels, 4), ref.one_hot(labels, 4))


@check("sizes of 0 and non-contiguous tensors are fine", points=1, needs=(outer, distances, labels_in_a_row))
def edges(impl, ref, draw):
    for N, D, E in [(0, 2, 3), (2, 0, 3), (2, 3, 0)]:
        a, b = draw.normal(N, D), draw.normal(N, E)
        close(impl.batch_outer(a, b), ref.batch_outer(a, b))
    for N, M, D in [(0, 2, 3), (2, 0, 3), (0, 0, 3), (2, 3, 0)]:
        a, b = draw.normal(N, D), draw.normal(M, D)
        close(impl.pairwise_sq_dists(a, b), ref.pairwise_sq_dists(a, b))
    for shape in [(0,), (2, 0)]:
        labels = draw.integers(0, 3, *shape)
        close(impl.one_hot(labels, 3), ref.one_hot(labels, 3))
    a, b = draw.views(draw.normal(3, 4)), draw.views(draw.normal(3, 4))
    close(impl.batch_outer(a, b), ref.batch_outer(a, b))
    close(impl.pairwise_sq_dists(a, b), ref.pairwise_sq_dists(a, b))
    labels = draw.views(draw.integers(0, 3, 2, 3))
    close(impl.one_hot(labels, 3), ref.one_hot(labels, 3))


@check("half a million pairs of rows take no time", points=1, needs=distances, seconds=2, dtypes=("float32",))
def many(impl, ref, draw):
    a, b = draw.uniform(700, 2), draw.uniform(800, 2)
    close(impl.pairwise_sq_dists(a, b), ref.pairwise_sq_dists(a, b))


@check("the arguments stay as they are", points=1, needs=(outer, distances, labels_in_a_row))
def pure(impl, ref, draw):
    keeps_arguments(impl.batch_outer, draw.normal(2, 3), draw.normal(2, 4))
    keeps_arguments(impl.pairwise_sq_dists, draw.normal(2, 3), draw.normal(4, 3))
    keeps_arguments(impl.one_hot, draw.integers(0, 3, 4), 3)
