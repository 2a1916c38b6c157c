"""Checks of masked language modelling: what is exact is compared, what is random is counted.

Answers may draw in any way, so no draw is held against the reference's: what is filed is true of every right answer, or
nearly. A share of coins lies more than Z standard deviations away less than once in 500 000 times (worked out from the
binomial distribution), and a check files at most 20 of them: a false alarm once in 25 000 checks. What is said to have
been the same in all calls, or never to have happened, is so by chance less than once in 300 000 checks.

Ids that are given are FIRST or above, so that neither mask_id nor 0 is among them, but for one check that wants both.
"""

import math

import torch

from dlquiz.checks import check, close, holds, keeps_arguments, there, within

Z = 5.0
VOCAB, MASK, FIRST, IGNORED = 30_000, 4, 5, -100


SELECTED = (
    "Which tokens are selected is not as the prompt has it: each ordinary token by its own random number, with "
    "probability p, and never a special one. Look at the line that selects: what p is compared with, and on which side."
)
NOT_SELECTED = (
    "Something is replaced that was not selected. A treatment is for selected tokens alone: look at what each of your "
    "replacements asks beside its own random number."
)
TREATED = (
    "How a selected token is treated does not depend on a random number of its own, with the prompt's shares. Look at "
    "the line that puts mask_id in: what is compared there, and with which number."
)


def batch(draw, rows, length):
    """(N, T) ids and which of them are special: three of ten, wherever they stand and whatever their id."""
    return draw.integers(FIRST, VOCAB, rows, length), draw.bernoulli(rows, length, p=0.3)


def pair(answer, ids):
    """(ids, labels) of an answer, each like the ids given. Files what is not, and gives None for it."""
    two = isinstance(answer, (tuple, list)) and len(answer) == 2
    holds(two, "the answer is not a pair (ids, labels)")
    if not two:
        return None
    for value, name in zip(answer, ("ids", "labels"), strict=True):
        shown = torch.zeros_like(value) if isinstance(value, torch.Tensor) else value  # its numbers are random
        close(shown, torch.zeros_like(ids), why=name)
        if not (isinstance(value, torch.Tensor) and value.shape == ids.shape and value.dtype == ids.dtype):
            return None
    return answer


def masked(impl, ids, special, generator, **options):
    """The answer to a call, or None if it can't be used."""
    return pair(impl.mask_tokens(ids, special, VOCAB, MASK, generator, **options), ids)


def nowhere(places, what, says=""):
    """Files that a fact holds in no place; `what` is said of the first where it does."""
    found = places.nonzero().tolist()
    holds(not found, f"{what}, at {found[0]} for one" if found else what, says)


def consistent(seen, labels, ids, special):
    """Files what has to be true of every place."""
    asked = labels != IGNORED
    free = ~asked & ~special
    nowhere(special & (seen != ids), "a special token was replaced", NOT_SELECTED)
    nowhere(special & asked, "a special token has a label other than −100", SELECTED)
    nowhere(~special & asked & (labels != ids), "a label is neither −100 nor the token's original id")
    nowhere(free & (seen == MASK), "a token that is not asked for was replaced by mask_id", NOT_SELECTED)
    stray = free & (seen != ids) & (seen != MASK)
    nowhere(stray, "a token that is not asked for was replaced by another id", NOT_SELECTED)
    if stray.any():  # whose label is missing, then?
        holds((asked & (seen == ids)).any(), "no token with a label stayed as it is")
        holds((asked & (seen != ids) & (seen != MASK)).any(), "no token with a label was replaced by a random id")
    nowhere((seen < 0) | (seen >= VOCAB), "an id is not in 0 … vocab_size − 1")


@check("only selected tokens have a label, and only they are replaced", points=3)
def places(impl, ref, draw):
    for p in (0.5, 0.9, 1.0):  # large, so that each treatment occurs
        ids, special = batch(draw, 12, 50)
        answer = masked(impl, ids, special, draw.generator(), p=p)
        if answer is None:
            return
        consistent(*answer, ids, special)
    holds((answer[1] != IGNORED).any(), "no token has a label at p = 1", SELECTED)


@check("the arguments stay as they are, the results are new", points=1, needs=places)
def pure(impl, ref, draw):
    ids, special = batch(draw, 6, 20)
    keeps_arguments(impl.mask_tokens, ids, special, VOCAB, MASK, draw.generator(), p=0.5)
    ids, special = batch(draw, 40, 50)  # more than above, for the smallest failing case is shown
    for p in (0.0, 0.5):
        shared = there(impl, shares_memory, ids, special, draw.generator(), p)
        holds(not shared, "writing into the results changed an argument: they share memory")


def shares_memory(module, ids, special, generator, p):
    """True if results that are written to change the arguments."""
    before = ids.clone(), special.clone()
    for result in module.mask_tokens(ids, special, 30_000, 4, generator, p=p):
        result.fill_(7)
    return not bool((ids == before[0]).all() and (special == before[1]).all())


@check("p = 0 selects none, p = 1 every ordinary token", points=1)
def ends(impl, ref, draw):
    ids, special = batch(draw, 12, 50)
    for p, wanted in ((0.0, torch.zeros_like(special)), (1.0, ~special)):
        answer = masked(impl, ids, special, draw.generator(), p=p)
        if answer is None:
            return
        asked = answer[1] != IGNORED
        nowhere(asked & ~wanted & ~special, f"p = {p:g}: a token is selected", SELECTED)
        nowhere(~asked & wanted, f"p = {p:g}: an ordinary token is not selected", SELECTED)
        nowhere((answer[0] != ids) & ~wanted & ~special, f"p = {p:g}: a token is replaced", NOT_SELECTED)
        low = ids % FIRST  # 0 and mask_id are ordinary tokens wherever special_mask says so
        answer = masked(impl, low, special, draw.generator(), p=p)
        if answer is None:
            return
        labels = torch.where(wanted, low, IGNORED)
        nowhere(answer[1] != labels, f"p = {p:g}: labels is wrong where ids has 0, mask_id and other small ids")


@check("p = 0 selects none, whatever the random number", points=1, needs=ends)
def never(impl, ref, draw):
    chosen = there(impl, selects_at_zero, FIRST)
    holds(not chosen, "p = 0: a token is selected where the first random number is exactly 0, which rand can give")


def selects_at_zero(module, token):
    """True if p = 0 selects a token where `torch.rand` gives 0.0: once in 2²⁴ numbers, and at once for this seed."""
    import torch

    ids, special = torch.full((1, 1), token), torch.zeros(1, 1, dtype=torch.bool)
    generator = torch.Generator().manual_seed(5_528_393)
    return bool((module.mask_tokens(ids, special, 30_000, 4, generator, p=0.0)[1] != -100).any())


@check("each token is selected and treated by itself", points=2, needs=places)
def independent(impl, ref, draw):
    rows, length, times = 6, 9, 30
    ids = FIRST + draw.permutation(rows * length).reshape(rows, length) % 3  # three tokens, each in many places
    seen, labels = there(impl, calls_in_a_row, ids, torch.zeros_like(ids).bool(), draw.stream(), times)
    if not (isinstance(seen, torch.Tensor) and seen.shape == labels.shape == (times, rows, length)):
        holds(False, "one of the calls gave ids or labels of another shape")
        return
    asked, hidden = labels != IGNORED, (seen == MASK) & (labels != IGNORED)
    per_call, per_row = asked.sum((1, 2)), asked.sum(2)
    facts = {
        f"all {times} calls selected the same tokens": alike(asked, 0),
        "all tokens of a call were selected, or none": bool(((per_call == 0) | (per_call == rows * length)).all()),
        "all tokens of a row were selected, or none": alike(asked, 2),
        "all rows of a call have the same tokens selected": alike(asked, 1),
        "each row has exactly as many selected tokens as every other": alike(per_row.flatten(), 0),
        "each call selected exactly as many tokens as every other": alike(per_call, 0),
        "some tokens were never selected": not asked.any(0).all(),
        "all places with the same token were selected, or none": all(
            alike_where(asked, ids.expand_as(asked) == token, (1, 2)) for token in ids.unique()
        ),
        "two places were selected together in all calls, or in none": paired(asked),
        "every selected token was masked, in all calls": torch.equal(hidden, asked),
        "all selected tokens of a call were masked, or none": alike_where(hidden, asked, (1, 2)),
        "all selected tokens of a row were masked, or none": alike_where(hidden, asked, (2,)),
        "all selected tokens of a column were masked, or none": alike_where(hidden, asked, (1,)),
        "all selected places with the same token were masked, or none": all(
            alike_where(hidden, asked & (ids == token), (1, 2)) for token in ids.unique()
        ),
        "a place was always masked, or never, when it was selected": alike_where(hidden, asked, (0,)),
    }
    for fact, found in facts.items():
        holds(not found, fact, TREATED if "masked" in fact else SELECTED)
    if any(facts.values()):
        return  # correlations are no news then
    neighbours(asked, torch.ones_like(asked), "selections")
    neighbours(hidden, asked, "masks among selected tokens")


def calls_in_a_row(module, ids, special, generator, times):
    """(times, N, T) twice: ids and labels of calls with one generator."""
    import torch

    answers = [module.mask_tokens(ids.clone(), special, 30_000, 4, generator, p=0.5) for _ in range(times)]
    return torch.stack([seen for seen, _ in answers]), torch.stack([labels for _, labels in answers])


def alike(numbers, axis):
    """True if all slices along an axis are equal."""
    return bool((numbers == numbers.narrow(axis, 0, 1)).all())


def paired(asked):
    """True if two places are selected in the same calls, or one always when the other is not: by chance 3·10⁻⁶."""
    signs = asked.flatten(1).double() * 2 - 1
    together = (signs.T @ signs).fill_diagonal_(0)
    return bool((together.abs() == len(signs)).any())


def alike_where(true, chosen, axes):
    """True if, in every slice along the axes, all of the chosen are true, or none."""
    some = (true & chosen).sum(axes)
    return bool(((some == 0) | (some == chosen.sum(axes))).all())


def neighbours(true, chosen, name):
    """Files the correlation of neighbours, in a row and in a column, where both are chosen."""
    mean = true[chosen].double().mean()
    scaled = (true.double() - mean) / (mean * (1 - mean)).sqrt()  # by their own mean: how often is another check's
    for axis, where in ((1, "in a column"), (2, "in a row")):
        size = true.shape[axis]
        both = chosen.narrow(axis, 0, size - 1) & chosen.narrow(axis, 1, size - 1)
        products = (scaled.narrow(axis, 0, size - 1) * scaled.narrow(axis, 1, size - 1))[both]
        half_width = Z / math.sqrt(max(len(products), 1))  # independent: mean 0, variance 1
        within(products.mean(), 0, half_width, f"the correlation of neighbouring {name} {where}")


@check("an ordinary token is selected with probability p", points=2, needs=places)
def frequency(impl, ref, draw):
    for rows, length in ((1, 4_000), (60, 150), (4_000, 1)):  # one long sequence, some, many of one token
        for p in (None, 0.4):
            ids, special = batch(draw, rows, length)
            options = {} if p is None else {"p": p}
            answer = masked(impl, ids, special, draw.generator(), **options)
            if answer is None:
                return
            asked, wanted = (answer[1] != IGNORED)[~special].double(), 0.15 if p is None else p
            half_width = Z * math.sqrt(wanted * (1 - wanted) / len(asked))  # a mean of coins
            shown = "the default p" if p is None else f"p = {p}"
            within(asked.mean(), wanted, half_width, f"the share selected in {rows} × {length} tokens at {shown}")


@check("of the selected, 80 % are masked, 10 % random, 10 % kept", points=3, needs=places)
def treatment(impl, ref, draw):
    for p in (0.25, 0.95):
        ids, special = batch(draw, 100, 150)
        answer = masked(impl, ids, special, draw.generator(), p=p)
        if answer is None:
            return
        seen, labels = answer
        asked = labels != IGNORED
        count = int(asked.sum())
        replaced = seen[asked & (seen != ids)]
        most = int(replaced.mode().values) if len(replaced) else MASK
        another = most != MASK and float((replaced == most).double().mean()) > 0.5
        holds(not another, f"most of the replaced tokens became {most}, and mask_id is {MASK}")
        kinds = {"masked": seen == MASK, "kept": seen == ids, "random": (seen != MASK) & (seen != ids)}
        for (name, places_of), share in zip(kinds.items(), (0.8, 0.1, 0.1), strict=True):  # but for 0.1 / VOCAB
            half_width = Z * math.sqrt(share * (1 - share) / max(count, 1)) + 0.2 / VOCAB
            within(places_of[asked].double().mean(), share, half_width, f"the share of {name} ones at p = {p}")


@check("a p below one percent counts as it is", points=1, needs=frequency)
def small_chance(impl, ref, draw):
    (ids, special), p = batch(draw, 150, 200), 0.006
    answer = masked(impl, ids, special, draw.generator(), p=p)
    if answer is None:
        return
    asked = (answer[1] != IGNORED)[~special].double()
    half_width = Z * math.sqrt(p * (1 - p) / len(asked))  # a mean of coins
    within(asked.mean(), p, half_width, f"the share selected in 150 × 200 tokens at p = {p}")


@check("a random id may be any, and is drawn for each place", points=1, needs=treatment)
def random_ids(impl, ref, draw):
    ids = draw.integers(FIRST, 100, 100, 100)
    special = torch.zeros_like(ids).bool()
    answer = masked(impl, ids, special, draw.generator(), p=1.0)
    if answer is None:
        return
    seen = answer[0]
    drawn = seen[(seen != MASK) & (seen != ids)].double()
    several, many = len(drawn.unique()) > 1, len(drawn.unique()) > 0.5 * len(drawn)  # of 30 000 ids, for 1 000 places
    holds((drawn > ids.max()).any(), "no random id is larger than the largest in ids")
    holds(several, "all random ids of a call are the same")
    holds(many, "many random ids of a call are the same")
    holds(not torch.isin(drawn, ids.double()).all(), "all random ids are tokens that stand in ids")
    if not many:
        return
    half_width = Z * VOCAB / math.sqrt(12 * max(len(drawn), 1))  # a uniform number's variance is VOCAB² / 12
    within(drawn.mean(), (VOCAB - 1) / 2, half_width, f"the mean random id of {VOCAB}")


@check("every id comes as often as any other", points=1, needs=(random_ids, independent))
def each_id(impl, ref, draw):
    ids = torch.zeros(150, 150, dtype=torch.int64)
    special = torch.zeros_like(ids).bool()
    for few, mask_id, token in ((4, 1, 2), (12, 6, 9)):
        answer = pair(impl.mask_tokens(ids + token, special, few, mask_id, draw.generator(), p=1.0), ids)
        if answer is None:
            return
        for number in range(few):
            share = 0.1 / few + 0.8 * (number == mask_id) + 0.1 * (number == token)
            half_width = Z * math.sqrt(share * (1 - share) / ids.numel())
            what = f"the share of id {number}, where all tokens are {token}, mask_id is {mask_id} and vocab_size {few}"
            within((answer[0] == number).double().mean(), share, half_width, what)


@check("one token, none, and only special ones", points=1, needs=places)
def small(impl, ref, draw):
    for rows, length in ((1, 1), (2, 0), (0, 3), (3, 4)):
        ids = draw.integers(FIRST, VOCAB, rows, length)
        for special in (torch.ones_like(ids).bool(), torch.zeros_like(ids).bool()):
            for p in (0.5, 1.0):
                answer = masked(impl, ids, special, draw.generator(), p=p)
                if answer is None:
                    return
                consistent(*answer, ids, special)
    ids, special = batch(draw, 7, 8)
    answer = masked(impl, draw.views(ids), draw.views(special), draw.generator(), p=0.5)
    if answer is not None:
        consistent(*answer, ids, special)


@check("the generator decides, and nothing else", points=1, needs=places)
def repeatable(impl, ref, draw):
    (ids, special), one, other, stream = batch(draw, 20, 50), draw.generator(), draw.generator(), draw.stream()
    answers = [masked(impl, ids, special, g, p=0.5) for g in (one, one, other, stream, stream)]
    if None in [answer if answer is None else 0 for answer in answers]:
        return
    for number, name in enumerate(("ids", "labels")):
        first, again, different, left, right = (answer[number] for answer in answers)
        holds(torch.equal(first, again), f"two calls with generators in the same state gave different {name}")
        holds(not torch.equal(first, different), f"two calls with generators in different states gave the same {name}")
        holds(not torch.equal(left, right), f"two calls in a row with one generator gave the same {name}")
    moved = there(impl, moves_another_generator, ids, special, one)
    holds(not moved, "the call drew from a global generator, or seeded it")


def moves_another_generator(module, ids, special, generator):
    """True if a call changes the state of torch's, Python's or numpy's global generator."""
    import random

    import numpy
    import torch

    torch.rand(1), random.random(), numpy.random.rand()  # away from where an earlier call may have set them
    before = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    module.mask_tokens(ids, special, 30_000, 4, generator, p=0.5)
    after = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    same = torch.equal(before[0], after[0]) and before[1] == after[1]
    return not (same and (before[2] == after[2]).all() and before[3] == after[3])


@check("a token that is alone is treated by chance, too", points=1, needs=(treatment, repeatable))
def alone(impl, ref, draw):
    times = 80
    hidden = there(impl, masks_of_one_token, FIRST, draw.stream(), times)
    holds(hidden > 0, f"the only token was never masked, in {times} calls at p = 1")
    holds(hidden < times, f"the only token was always masked, in {times} calls at p = 1")  # by chance: 0.8⁸⁰


def masks_of_one_token(module, token, generator, times):
    """How often a token that is alone in its call, and selected, becomes mask_id."""
    import torch

    ids, special = torch.full((1, 1), token), torch.zeros(1, 1, dtype=torch.bool)
    return sum(bool(module.mask_tokens(ids, special, 30_000, 4, generator, p=1.0)[0] == 4) for _ in range(times))


@check("each call draws random ids of its own", points=1, needs=(random_ids, repeatable))
def fresh_ids(impl, ref, draw):
    ids, stream = draw.integers(FIRST, VOCAB, 100, 100), draw.stream()
    answers = [masked(impl, ids, torch.zeros_like(ids).bool(), stream, p=1.0) for _ in range(2)]
    if None in [answer if answer is None else 0 for answer in answers]:
        return
    (first, _), (second, _) = answers
    replaced = (first != MASK) & (first != ids) & (second != MASK) & (second != ids)  # in both: about 100 places
    repeated = bool(replaced.any()) and torch.equal(first[replaced], second[replaced])
    holds(not repeated, "in two calls in a row, a place had the same random id in both")
