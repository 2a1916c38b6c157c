"""Checks of folds and splits: what is exact is compared, what is random is counted.

Answers may shuffle in any way, so no draw is held against the reference's: what is filed is true of every right answer,
or nearly. A share of coins lies more than Z standard deviations away about once in a million times (worked out from the
binomial distribution), and a check files at most 20 of them; what is said to have come out the same in all calls does
so by chance less than once in a million checks.
"""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, raises, there, within

Z = 5.0
CLASSES = [2, 0, 2, 5, 0, 2, 2, 0, 2, 2, 5, 2, 0]  # 4 of class 0, 7 of class 2, 2 of class 5; 1, 3 and 4 don't occur


def indices(part):
    """The ints of a list, tuple or tensor with one dimension; None if it is no such thing."""
    part = part.tolist() if hasattr(part, "tolist") else part
    if not isinstance(part, (tuple, list)):
        return None
    plain = [item.tolist() if hasattr(item, "tolist") else item for item in part]
    return plain if all(type(item) is int for item in plain) else None


def pair(answer, names):
    """Both parts of a pair as lists of ints. Files what is no pair of lists of indices, and gives None for it."""
    two = isinstance(answer, (tuple, list)) and len(answer) == 2
    parts = tuple(indices(part) for part in answer) if two else (None,)
    ok = all(part is not None for part in parts)
    holds(ok, f"the answer is not ({names[0]}, {names[1]}), two lists of indices (ints)")
    return parts if ok else None


def folds_of(answer, k):
    """The k pairs of lists of an answer; None, and filed, if it is anything else."""
    listed = isinstance(answer, (tuple, list))
    holds(listed, "the answer is not a list of pairs (train, validation)")
    if not listed:
        return None
    close(len(answer), k, why="the number of folds")
    pairs = [pair(item, ("train", "validation")) for item in answer]
    return pairs if len(pairs) == k and None not in pairs else None


def partition(first, second, whole, names):
    """Files whether two parts hold each index of `whole` once."""
    both = set(first) & set(second)
    holds(set(first) | set(second) <= set(whole), f"an index is not in 0 … n − 1: {sorted({*first, *second})}")
    holds(not both, f"{names[0]} and {names[1]} have {sorted(both)} in common")
    lost = set(whole) - set(first) - set(second)
    holds(not lost, f"{sorted(lost)} is neither in {names[0]} nor in {names[1]}")
    for part, name in ((first, names[0]), (second, names[1])):
        holds(len(set(part)) == len(part), f"an index stands twice in {name}: {part}")


BORDERS = (
    "Together the validation parts have to hold every index once. Look at where each of them begins and ends, and at "
    "the order that they are cut from."
)
UNEVEN = "The folds differ by more than one sample. Look at how many each of them is to have: how n is shared among k."
LONGER = "n mod k samples are left over, and each of the first folds gets one of them. Look at which folds are longer."


@check("every index is validated once", points=3)
def validated_once(impl, ref, draw):
    for n, k in [(4, 2), (2, 2), (5, 2), (3, 3), (7, 3), (11, 4), (6, 6), (23, 5)]:
        folds = folds_of(impl.kfold_indices(n, k, draw.generator()), k)
        if folds is None:
            return
        validated = [index for _, validation in folds for index in validation]
        twice = sorted({index for index in validated if validated.count(index) > 1})
        holds(not twice, f"{twice} is in more than one validation part", BORDERS)
        lost = sorted(set(range(n)) - set(validated))
        holds(not lost, f"{lost} is in no validation part", BORDERS)
        for train, validation in folds:
            partition(train, validation, range(n), ("train", "validation"))


@check("the first n mod k folds are one longer", points=1, needs=validated_once)
def fold_sizes(impl, ref, draw):
    for n, k in [(4, 2), (3, 2), (5, 3), (6, 6), (11, 4), (23, 5), (10, 6)]:
        folds = folds_of(impl.kfold_indices(n, k, draw.generator()), k)
        if folds is None:
            return
        sizes = [len(validation) for _, validation in folds]
        says = LONGER if max(sizes) - min(sizes) <= 1 else UNEVEN
        close(sizes, [n // k + (i < n % k) for i in range(k)], why="the sizes of the validation parts", says=says)


@check("both parts of a fold are ascending", points=1, needs=validated_once)
def ascending(impl, ref, draw):
    for n, k in [(12, 2), (31, 4)]:
        folds = folds_of(impl.kfold_indices(n, k, draw.generator()), k)
        if folds is None:
            return
        for position, name in enumerate(("train", "validation")):
            in_order = all(part[position] == sorted(part[position]) for part in folds)
            holds(in_order, f"{name} is not ascending in every fold")


@check("a k that can't be is refused", points=1, needs=validated_once)
def impossible(impl, ref, draw):
    for n, k in [(3, 4), (3, 1), (3, 0), (1, 2), (0, 2), (5, -2), (1, 1), (0, 0)]:
        raises(ValueError, impl.kfold_indices, n, k, draw.generator())


@check("a split holds back the stated share", points=2)
def split(impl, ref, draw):
    for n, fraction in [(2, 0.5), (4, 0.25), (3, 0.5), (5, 0.7), (9, 0.99), (1, 0.9), (6, 0.0), (6, 1.0), (0, 0.5)]:
        parts = pair(impl.train_test_split(n, fraction, draw.generator()), ("train", "test"))
        if parts is None:
            return
        partition(*parts, range(n), ("train", "test"))
        close(len(parts[1]), math.floor(n * fraction), why="the size of the test part")


@check("a stratified split holds back the same share of each class", points=2)
def stratified(impl, ref, draw):
    drawn = draw.integers(0, 4, 40).tolist()
    small = [([0, 0, 1, 1], 0.5), ([3, 3, 3, 3, 8], 0.3), ([1], 0.6), ([], 0.5)]
    for values, fraction in [*small, (CLASSES, 0.3), (CLASSES, 0.7), (CLASSES, 0.0), (CLASSES, 1.0), (drawn, 0.37)]:
        labels = torch.tensor(values, dtype=torch.int64)
        parts = pair(impl.stratified_split(labels, fraction, draw.generator()), ("train", "test"))
        if parts is None:
            return
        partition(*parts, range(len(values)), ("train", "test"))
        counts = {label: sum(values[i] == label for i in parts[1] if i < len(values)) for label in sorted(set(values))}
        wanted = {label: math.floor(values.count(label) * fraction) for label in counts}
        close(counts, wanted, why="how many of each class are in test")
    viewed = draw.views(torch.tensor(CLASSES))
    parts = pair(impl.stratified_split(viewed, 0.5, draw.generator()), ("train", "test"))
    if parts is not None:
        partition(*parts, range(len(CLASSES)), ("train", "test"))


@check("the generator decides, and nothing else", points=2, needs=(validated_once, split, stratified))
def repeatable(impl, ref, draw):
    ordered = torch.arange(60) // 30
    for name, arguments in (
        ("kfold_indices", (60, 4)), ("train_test_split", (60, 0.3)), ("stratified_split", (ordered, 0.3)),
    ):  # fmt: skip
        one, other, stream = draw.generator(), draw.generator(), draw.stream()
        first, again, different = (there(impl, groupings, name, arguments, g, 1)[0] for g in (one, one, other))
        changes = first.diff().count_nonzero()
        holds(changes > 3, f"{name}: neighbours stay together, so nothing was shuffled")
        holds(torch.equal(first, again), f"{name}: generators in the same state gave different parts")
        holds(not torch.equal(first, different), f"{name}: generators in different states gave the same parts")
        following = there(impl, groupings, name, arguments, stream, 2)
        holds(not torch.equal(*following), f"{name}: two calls in a row with one generator gave the same parts")
        moved = there(impl, moves_another_generator, name, arguments, one)
        holds(not moved, f"{name}: the call drew from a global generator, or seeded it")


def groupings(module, name, arguments, generator, times):
    """(times, n), int64: the part that each index is in, 0 … k − 1, or 1 for the test part and 0 for training."""
    import torch

    rows = []
    for _ in range(times):
        answer = getattr(module, name)(*arguments, generator)
        parts = [part for _, part in answer] if name == "kfold_indices" else answer
        row = [-1] * sum(len(part) for part in parts)
        for number, part in enumerate(parts):
            for index in part:
                row[int(index)] = number
        rows.append(row)
    return torch.tensor(rows)


def moves_another_generator(module, name, arguments, generator):
    """True if a call changes the state of torch's, Python's or numpy's global generator."""
    import random

    import numpy
    import torch

    torch.rand(1), random.random(), numpy.random.rand()  # away from where an earlier call may have set them
    before = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    getattr(module, name)(*arguments, generator)
    after = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    same = torch.equal(before[0], after[0]) and before[1] == after[1]
    return not (same and (before[2] == after[2]).all() and before[3] == after[3])


@check("each class is shuffled by itself", points=1, needs=repeatable)
def apart(impl, ref, draw):
    classes = torch.arange(8) % 2
    parts = there(impl, groupings, "stratified_split", (classes, 0.5), draw.stream(), 12)  # alike by chance: 1 / 6 each
    alike = [torch.equal(parts[:, 0::2], parts[:, 1::2]), torch.equal(parts[:, 0::2], parts[:, 1::2].flip(1))]
    holds(not any(alike), "in all calls, the places of one class's test samples among their class told the other's")


@check("every index is as likely in each part as every other", points=1, needs=repeatable)
def fair(impl, ref, draw):
    times = 400
    for name, arguments, sizes in (
        ("kfold_indices", (7, 3), (3, 2, 2)), ("train_test_split", (8, 0.3), (6, 2)),
        ("stratified_split", (torch.zeros(8, dtype=torch.int64), 0.3), (6, 2)),
    ):  # fmt: skip
        parts = there(impl, groupings, name, arguments, draw.stream(), times)
        n = sum(sizes)
        for number, size in enumerate(sizes[:-1]):  # the last follows from the others
            shares = (parts == number).double().mean(0)
            for position in (0, n // 2, n - 1):
                half_width = Z * math.sqrt(size / n * (1 - size / n) / times)  # a mean of coins
                within(
                    shares[position],
                    size / n,
                    half_width,
                    f"{name}: the share of calls with {position} in part {number}",
                )
        together = sum(size * (size - 1) for size in sizes) / (n * (n - 1))
        half_width = Z * math.sqrt(together * (1 - together) / times)
        for left in (0, n - 2):
            share = (parts[:, left] == parts[:, left + 1]).double().mean()
            within(share, together, half_width, f"{name}: the share of calls with {left} and {left + 1} in one part")


@check("all groupings are equally likely", points=1, needs=fair, heavy=True)
def uniform(impl, ref, draw):
    # χ² with groups − 1 degrees of freedom: above groups − 1 + slack less than once in 200 000 times, never below 0.
    # An unfair shuffle, that swaps each place with any, is 3 standard deviations above that, or more.
    classes = torch.tensor([0, 1, 1, 0, 1, 0])
    for name, arguments, groups, times, slack in (
        ("kfold_indices", (4, 4), math.factorial(4), 4000, 44),
        ("train_test_split", (6, 0.5), math.comb(6, 3), 6000, 41),
        ("stratified_split", (classes, 0.4), 3 * 3, 4000, 32),
    ):
        parts = there(impl, groupings, name, arguments, draw.stream(), times)
        counts = parts.unique(dim=0, return_counts=True)[1].double()
        expected = times / groups
        missing = groups - len(counts)  # of which each adds its expected count
        unevenness = ((counts - expected) ** 2 / expected).sum() + missing * expected
        within(unevenness, groups - 1, slack, f"{name}: how unevenly the {groups} groupings came (χ²)")


@check("labels stay as they are", points=1, needs=stratified)
def pure(impl, ref, draw):
    keeps_arguments(impl.stratified_split, torch.tensor(CLASSES), 0.5, draw.generator())
