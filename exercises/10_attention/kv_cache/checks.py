"""Checks of decoding with a cache: every step, the whole pass, no memory but the cache, and what a step costs.

The cost is counted in the sandbox by torch's profiler, which sees matrix products of any spelling (linear, matmul,
einsum); attention is made to run as such products. It is no measurement of time: the same code gives the same number.
(torch.utils.flop_counter would say the same, but what it imports takes longer than all checks together.)
"""

import torch
import torch.nn.functional as F

from dlquiz.checks import check, close, holds, there

SIZES = [(1, 1, 1), (1, 2, 1), (2, 2, 2), (2, 4, 2), (3, 6, 3), (1, 6, 2)]  # N, E, heads
ALLOWED = 8  # times the multiplications that the longer row of scores and the sum of the values take


def layer(draw, E):
    """Params of nn.MultiheadAttention, with scores of moderate size."""
    return {
        "in_proj_weight": draw.normal(3 * E, E, mean=0.0, std=E**-0.5),
        "in_proj_bias": draw.normal(3 * E, mean=0.0, std=0.5),
        "out_proj.weight": draw.normal(E, E, mean=0.0, std=E**-0.5),
        "out_proj.bias": draw.normal(E),
    }


def pair(answer):
    """Answer and cache of a step. Files what is no pair, and gives None for both."""
    two = isinstance(answer, (tuple, list)) and len(answer) == 2
    holds(two, "decode_step has to return two things, the answer and the cache")
    return answer if two else (None, None)


def steps(module, xs, params, num_heads, passed):
    """The answers to all positions of xs, one step after the other; None if a step does not return a pair."""
    cache, answers = {}, []
    for t in range(xs.shape[1]):
        y, cache = passed(module.decode_step(xs[:, t : t + 1], cache, params, num_heads))
        answers.append(y)
    return answers


@check("the first position sees itself", points=1)
def first(impl, ref, draw):
    for N, E, H in SIZES:
        x, params = draw.normal(N, 1, E), layer(draw, E)
        y, _ = pair(impl.decode_step(x, {}, params, H))
        close(y, ref.decode_step(x, {}, params, H)[0])


@check("each new position sees itself and all before it", points=3, needs=first)
def every_step(impl, ref, draw):
    for N, E, H in SIZES:
        xs, params = draw.normal(N, 4, E), layer(draw, E)
        due = steps(ref, xs, params, H, tuple)
        for y, expected in zip(steps(impl, xs, params, H, pair), due, strict=True):
            close(y, expected)


@check("twelve steps give what one causal pass gives", points=2, needs=every_step)
def whole_pass(impl, ref, draw):
    N, T, E, H = 2, 12, 6, 3
    xs, params = draw.normal(N, T, E), layer(draw, E)
    projected = F.linear(xs, params["in_proj_weight"], params["in_proj_bias"]).chunk(3, dim=-1)
    query, key, value = (part.unflatten(-1, (H, -1)).transpose(1, 2) for part in projected)
    heads = F.scaled_dot_product_attention(query, key, value, is_causal=True)
    due = F.linear(heads.transpose(1, 2).flatten(2), params["out_proj.weight"], params["out_proj.bias"])
    close(there(impl, decode, xs, params, H), due)


def decode(module, xs, params, num_heads):
    """All steps beside the code, the cache going from call to call as it is: (N, T, E)."""
    cache, answers = {}, []
    for t in range(xs.shape[1]):
        y, cache = module.decode_step(xs[:, t : t + 1], cache, params, num_heads)
        answers.append(y.clone())
    return torch.cat(answers, dim=1)


@check("a step knows the earlier ones from the cache alone", points=1, needs=every_step)
def from_the_cache(impl, ref, draw):
    params, H = layer(draw, 4), 2
    xs, others = draw.normal(2, 4, 4), draw.normal(3, 4, 4)
    caches, due = [{}, {}], [{}, {}]
    for t in range(3):  # two batches of sentences in turns
        for i, batch in enumerate((xs, others)):
            y, caches[i] = pair(impl.decode_step(batch[:, t : t + 1], caches[i], params, H))
            expected, due[i] = ref.decode_step(batch[:, t : t + 1], due[i], params, H)
            close(y, expected, why="two batches are written in turns, each with its own cache")
    for x in (xs[:, 3:], draw.normal(2, 1, 4)):  # the first of them goes on in two ways
        y, _ = pair(impl.decode_step(x, caches[0], params, H))
        close(y, ref.decode_step(x, due[0], params, H)[0], why="one cache is continued in two ways")


@check("a step computes nothing of the earlier positions again", points=2, needs=every_step)
def cost(impl, ref, draw):
    N, E, H = 1, 64, 2
    xs, params = draw.normal(N, 36, E), layer(draw, E)
    per_position = 4 * N * E  # a score and a share of the sum: a multiplication and an addition for each column
    one, two, three = there(impl, flops, xs, params, H)
    grown = (three - one) / (32 * per_position)
    holds(
        grown <= ALLOWED,
        f"for each earlier position a step takes {grown:.0f} times what its score and its share of the sum take: its "
        "key, its value or its answer is computed again",
    )
    bent = (three - 2 * two + one) / (32 * per_position)
    holds(bent <= ALLOWED, "its cost grows with the square of the positions: the answers of all are computed again")


def flops(module, xs, params, num_heads):
    """Floating-point operations in steps 4, 20 and 36, by torch's profiler: matrix products, and multiplications."""
    import os

    from torch.autograd.profiler import profile
    from torch.nn.attention import SDPBackend, sdpa_kernel

    fast, errors, pipe = torch.backends.mha.get_fastpath_enabled(), os.dup(2), os.pipe()
    torch.backends.mha.set_fastpath_enabled(False)  # one operator for a whole layer, whose operations are not counted
    os.dup2(pipe[1], 2)  # the profiler of some builds reports its start to standard error
    cache, counts = {}, []
    try:
        for t in range(1, 37):
            with sdpa_kernel(SDPBackend.MATH), profile(t in (4, 20, 36), with_flops=True, use_kineto=False) as run:
                _, cache = module.decode_step(xs[:, t - 1 : t], cache, params, num_heads)
            if run is not None:
                counts.append(sum(event.flops or 0 for event in run.function_events))
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        os.dup2(errors, 2)
        for end in (errors, *pipe):
            os.close(end)
    return counts


@check("position and params stay as they are", points=1, needs=every_step)
def pure(impl, ref, draw):
    xs, params = draw.normal(2, 2, 4), layer(draw, 4)
    after = there(impl, arguments_after, xs, params, 2)
    close(after, [xs[:, :1], xs[:, 1:], params], why="an argument was changed in place")


def arguments_after(module, xs, params, num_heads):
    """What has become of the arguments after two steps."""
    first, second = xs[:, :1].clone(), xs[:, 1:].clone()
    _, cache = module.decode_step(first, {}, params, num_heads)
    module.decode_step(second, cache, params, num_heads)
    return [first, second, params]
