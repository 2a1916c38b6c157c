"""Checks of sampling: temperature 0 exactly, frequencies by statistics, and which tokens can come at all.

Answers may draw in any way, so no draw is held against the reference's. A share lies outside its interval less than
once in 290 000 times, and one of those of a check less than once in 60 000 (worked out from the binomial distribution).
Which tokens can come is seen by drawing: all that can have a probability of 0.23 or more, and one of them stays away in
DRAWS draws with probability 0.77⁶⁰ = 2e-7; a check asks for at most 30 of them.
"""

import math

import torch

from dlquiz.checks import check, close, holds, integer, keeps_arguments, there, within

Z = 5.0
DRAWS = 60
SHARES = (0.1, 0.7, 0.02, 0.15, 0.03)


def draw_many(module, logits, options, generator, times):
    """(times,), int64: the tokens of calls with one generator."""
    import torch

    return torch.tensor([int(module.sample_logits(logits, **options, generator=generator)) for _ in range(times)])


def tokens(impl, draw, logits, times=DRAWS, **options):
    """(times,), int64: what came in so many calls."""
    found = there(impl, draw_many, logits, options, draw.stream(), times)
    usable = isinstance(found, torch.Tensor) and found.shape == (times,)
    holds(usable, "not every call gave a token")
    return found if usable else torch.full((times,), -1)


def support(impl, draw, logits, wanted, **options):
    """Files which tokens came, against those that can."""
    setting = ", ".join(f"{name}={value:g}" for name, value in options.items()) or "no setting"
    came = sorted(set(tokens(impl, draw, logits, **options).tolist()))
    listed = [round(value, 3) for value in logits.tolist()]
    close(came, sorted(wanted), why=f"the tokens that came in {DRAWS} draws, for logits {listed} and {setting}")


def slope(draw, size, step=0.04):
    """Logits that fall by `step` from token to token of a random order, and that order: the most likely first."""
    order = draw.permutation(size)
    logits = draw.normal(1, std=3.0).expand(size).clone()
    logits[order] -= step * torch.arange(size, device=logits.device, dtype=logits.dtype)
    return logits, order.tolist()


@check("temperature 0 takes the largest logit, the first of equals", points=2)
def greedy(impl, ref, draw):
    rows = [draw.normal(1), draw.normal(2), draw.normal(5), draw.normal(9, mean=-5.0)]
    rows += [draw.tensor(row) for row in ([1, 3, 3], [2, 2], [0, 5, -math.inf, 5, 1], [-math.inf, -4])]
    for logits in rows:
        generator = draw.generator()
        close(integer(impl.sample_logits(logits, temperature=0, generator=generator)), int(logits.argmax()))
    logits = draw.normal(6)
    for options in ({"top_k": 1}, {"top_k": 4, "top_p": 0.9}, {"top_p": 0.2}):
        found = integer(impl.sample_logits(logits, temperature=0.0, **options, generator=draw.generator()))
        close(found, int(logits.argmax()))


@check("each token comes as often as the softmax says", points=3, needs=greedy, dtypes=("float64",))
def frequencies(impl, ref, draw):
    shares = torch.tensor(SHARES, dtype=torch.float64)
    logits = draw.tensor([math.log(share) + 2.0 for share in SHARES])
    for temperature, times in ((1.0, 200), (0.25, 100), (4.0, 200)):
        options = {} if temperature == 1.0 else {"temperature": temperature}  # its default
        found = tokens(impl, draw, logits, times, **options)
        wanted = shares ** (1 / temperature) / (shares ** (1 / temperature)).sum()
        for token, share in enumerate(wanted.tolist()):
            half_width = max(Z * math.sqrt(share * (1 - share) / times), 16 / times)  # of rare ones, 16 more
            what = f"the share of token {token} at temperature {temperature:g}, in {times} draws"
            within((found == token).double().mean(), share, half_width, what)


@check("top_k leaves the k most likely tokens", points=2, needs=frequencies)
def few(impl, ref, draw):
    for k in (1, 2, 3, 4, 6):
        logits, order = slope(draw, 4)
        support(impl, draw, logits, order[:k], top_k=k)


@check("top_p leaves the smallest set that reaches p", points=2, needs=frequencies, dtypes=("float64",))
def nucleus(impl, ref, draw):
    for p, left in ((0.001, 1), (0.2, 1), (0.4, 2), (0.6, 3), (0.9, 4), (1.0, 4)):
        logits, order = slope(draw, 4)
        support(impl, draw, logits, order[:left], top_p=p)


@check("of equal logits the first ones stay", points=1, needs=(few, nucleus), dtypes=("float64",))
def ties(impl, ref, draw):
    support(impl, draw, draw.tensor([3, 3, 3, 3]), [0, 1], top_k=2)
    support(impl, draw, draw.tensor([1, 4, 1, 4, 1, 4]), [1, 3], top_k=2)
    support(impl, draw, draw.tensor([7, 7, 7, 7]), [0, 1, 2], top_p=0.6)
    support(impl, draw, draw.tensor([1.02, 1.04, 1.02, 1.02]), [1, 0], top_p=0.4)


@check("temperature comes first, then top_k, then top_p", points=2, needs=(few, nucleus), dtypes=("float64",))
def together(impl, ref, draw):
    logits, order = slope(draw, 4)
    support(impl, draw, logits, order[:2], top_k=3, top_p=0.6)  # of three, two have 0.68; of four, three have 0.77
    steep, order = slope(draw, 4, step=0.4)
    support(impl, draw, steep, order[:3], temperature=10.0, top_p=0.6)  # two would do at temperature 1
    support(impl, draw, steep, order[:2], temperature=10.0, top_k=3, top_p=0.6)
    support(impl, draw, steep, order[:3], temperature=10.0, top_k=3, top_p=1.0)
    flat, order = slope(draw, 4)
    support(impl, draw, flat, order[:1], temperature=0.01, top_p=0.9)  # it takes four at temperature 1


@check("what stays keeps its proportions", points=1, needs=(few, nucleus), dtypes=("float64",))
def proportions(impl, ref, draw):
    logits = draw.tensor([math.log(share) for share in (0.1, 0.6, 0.1, 0.2)])
    for options in ({"top_k": 2}, {"top_p": 0.7}):
        found, times = tokens(impl, draw, logits, 150, **options), 150
        setting = ", ".join(f"{name}={value}" for name, value in options.items())
        half_width = Z * math.sqrt(0.75 * 0.25 / times)  # a mean of coins
        within((found == 1).double().mean(), 0.75, half_width, f"the share of the likelier of two tokens at {setting}")


@check("logits may be large, far apart or −∞", points=1, needs=(few, nucleus))
def extremes(impl, ref, draw):
    support(impl, draw, draw.tensor([10_000, 10_000, 10_000]), range(3))
    support(impl, draw, draw.tensor([-10_000, -10_000]), range(2))
    support(impl, draw, draw.tensor([5_000, -5_000, 5_000, 0]), [0, 2], top_k=3, top_p=0.9)
    flat, order = slope(draw, 5)
    flat[order[3:]] = -math.inf
    support(impl, draw, flat, order[:3])
    support(impl, draw, flat, order[:3], top_k=4, top_p=0.99)
    support(impl, draw, flat, order[:1], temperature=1e-4)
    for options in ({}, {"temperature": 3.0, "top_k": 2, "top_p": 0.5}):
        close(integer(impl.sample_logits(draw.normal(1), **options, generator=draw.generator())), 0)
    viewed, order = slope(draw, 4)
    support(impl, draw, draw.views(viewed), order[:3], top_k=3)


@check("the generator decides, and nothing else", points=1, needs=frequencies, dtypes=("float64",))
def repeatable(impl, ref, draw):
    logits, one, other, stream = draw.normal(50, std=0.5), draw.generator(), draw.generator(), draw.stream()
    for options in ({}, {"temperature": 2.0, "top_k": 40, "top_p": 0.99}):
        calls = [there(impl, draw_many, logits, options, g, 20).tolist() for g in (one, one, other, stream, stream)]
        first, again, different, left, right = calls
        holds(first == again, "generators in the same state gave different tokens")
        holds(first != different, "generators in different states gave the same 20 tokens")
        holds(left != right, "20 calls, and 20 more with the same generator, gave the same tokens")
        holds(len(set(first)) > 1, "20 calls in a row with one generator gave the same token")
        holds(not there(impl, moves_another_generator, logits, options, one), "a global generator was used, or seeded")


def moves_another_generator(module, logits, options, generator):
    """True if a call changes the state of torch's, Python's or numpy's global generator."""
    import random

    import numpy
    import torch

    torch.rand(1), random.random(), numpy.random.rand()  # away from where an earlier call may have set them
    before = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    module.sample_logits(logits, **options, generator=generator)
    after = torch.get_rng_state(), random.getstate(), numpy.random.get_state()[1].copy(), numpy.random.get_state()[2]
    same = torch.equal(before[0], after[0]) and before[1] == after[1]
    return not (same and (before[2] == after[2]).all() and before[3] == after[3])


@check("the logits stay as they are", points=1, needs=frequencies)
def pure(impl, ref, draw):
    for options in ({"temperature": 2.0}, {"top_k": 2}, {"top_p": 0.3}, {"temperature": 0.0, "top_k": 2}):
        keeps_arguments(impl.sample_logits, draw.normal(6), **options, generator=draw.generator())
