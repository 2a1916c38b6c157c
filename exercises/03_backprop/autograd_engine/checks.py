"""Checks of autograd_engine: small programs run with the learner's values and with torch's, compared node by node.

A program is a list of lines such as "v2 = v0 * 1.5". Data is compared in the order of the lines and gradients against
it, so that the first node that is reported is where an error is made, not where it arrives.
"""

import functools
import math
import re

import torch

from dlquiz.checks import check, close, holds, there

BINARY = {  # in plain floats; nan where a derivative would be large or jumps
    "{} + {}": lambda a, b: a + b,
    "{} - {}": lambda a, b: a - b,
    "{} * {}": lambda a, b: a * b,
    "{} / {}": lambda a, b: a / b if abs(b) > 0.4 else math.nan,
}
UNARY = {
    "-{}": lambda a: -a,
    "{}.exp()": lambda a: math.exp(a) if a < 1.5 else math.nan,
    "{}.log()": lambda a: math.log(a) if a > 0.4 else math.nan,
    "{}.tanh()": math.tanh,
    "{}.relu()": lambda a: max(a, 0.0) if abs(a) > 0.05 else math.nan,
    "{} ** 2": lambda a: a**2,
    "{} ** 3": lambda a: a**3,
    "{} ** -1": lambda a: 1 / a if abs(a) > 0.4 else math.nan,
    "{} ** 0.5": lambda a: a**0.5 if a > 0.4 else math.nan,
}


def evaluate(module, *program, root=None):
    """Each node's data when it was made, its grad after root.backward(), and its data then; by the nodes' names."""
    names, made = {"Value": module.Value}, {}
    with torch.no_grad():  # values that lean on torch's own autograd find it switched off
        for line in program:
            exec(line, names)
            name = line.split()[0]
            made[name] = names[name].data
        if root is not None:
            names[root].backward()
    return made, {name: names[name].grad for name in made}, {name: names[name].data for name in made}


def evaluate_with_torch(module, cases):
    """The data and the gradients of every node of each (program, root), by torch.autograd."""
    results = []
    for program, root in cases:
        names = {"Value": lambda data: torch.tensor(data, dtype=torch.float64, requires_grad=True)}
        nodes = {}
        for line in program:
            exec(line, names)
            name = line.split()[0]
            nodes[name] = names[name]
            nodes[name].retain_grad()
        nodes[root].backward()
        grads = {name: 0.0 if node.grad is None else node.grad.item() for name, node in nodes.items()}
        results.append(({name: node.item() for name, node in nodes.items()}, grads))
    return results


def compare_data(impl, ref, programs):
    """The data of every node, that none of it changes later, and that no gradient is there yet."""
    wanted = there(ref, evaluate_with_torch, [(program, last(program)) for program in programs])
    for program, (want, _) in zip(programs, wanted, strict=True):
        made, grads, after = there(impl, evaluate, *program)
        file_data(program, made, want)
        keeps_data(made, after)
        early = next((name for name in grads if grads[name] != 0), last(program))
        close(grads[early], 0.0, why=f"{early}.grad before any backward")


def compare_gradients(impl, ref, cases, data=False):
    """For each (program, root): the gradient of every node after root.backward(), from the last to the first."""
    wanted = there(ref, evaluate_with_torch, cases)
    for (program, root), (want_data, want) in zip(cases, wanted, strict=True):
        made, grads, after = there(impl, evaluate, *program, root=root)
        if data:
            file_data(program, made, want_data)
        for line in reversed(program):
            name = nodes_in(line)[0]
            why = blame(program, name, root) + as_if_one(program, name, grads, want)
            close(grads[name], want[name], why=why, says=at_fault(program, name, root))
        keeps_data(made, after)


def file_data(program, made, want):
    """The data of every node when it was made, in the order of the program."""
    for line in program:
        name, *operands = nodes_in(line)
        where = " and ".join(f"{operand} = {want[operand]:.4g}" for operand in dict.fromkeys(operands))
        says = f"The operation in “{line}” gives a wrong number. Look at the method that Python calls for it."
        close(made[name], want[name], why=f"{line}{' with ' * bool(where)}{where}", says=says if operands else "")


def keeps_data(made, after):
    """Every node still has the data that it had when it was made."""
    changed = next((name for name in made if made[name] != after[name]), None)
    holds(changed is None, f"{changed}.data has changed since {changed} was made")


@functools.cache
def nodes_in(line):
    """The node that a line makes, then those that it uses."""
    return re.findall(r"v\d+", line)


def last(program):
    """The node that a program ends with."""
    return nodes_in(program[-1])[0]


def blame(program, name, root):
    """Where to look if `name` is the first node on the way back from root whose gradient is wrong."""
    if name == root:
        return f"{name}.grad after {name}.backward()"
    made_of = ancestors(program, root)
    if name not in made_of:
        return f"{root}.backward() must leave {name}.grad alone, since {root} was not made of {name}"
    relevant = [line for line in program if nodes_in(line)[0] in made_of]
    users = [line for line in relevant if name in nodes_in(line)[1:]]
    places = " and in ".join(f"“{line}”" for line in users)
    text = f"Going back from {root}, {name}.grad is the first that is wrong. It is made in {places}, and what comes in "
    text += "there is right" if len(users) == 1 else "at both is right" if len(users) == 2 else "at each is right"
    if uses(relevant, name) > 1:
        text += "; every use has to add its share"
    for user in (nodes_in(line)[0] for line in users):
        if uses(relevant, user) > 1:
            return f"{text}; {user}.grad has to be complete before it is passed on"
    return text


def at_fault(program, name, root):
    """Names the operation whose share in a gradient is wrong, where there is only one."""
    users = [line for line in program if name in nodes_in(line)[1:] and nodes_in(line)[0] in ancestors(program, root)]
    if name == root or len(users) != 1 or uses(users, name) > 1:
        return ""
    share = f"The operation in “{users[0]}” hands the wrong share back to {name}, or none."
    return f"{share} Look at the slope that it gives to {name}, and at whether it is passed on."


def as_if_one(program, name, grads, want):
    """A word on the chain rule if a gradient has everything but what comes in."""
    users = [nodes_in(line)[0] for line in program if name in nodes_in(line)[1:]]
    got, incoming = grads[name], want[users[0]] if len(users) == 1 else 1.0
    if not isinstance(got, (int, float)) or math.isclose(got, want[name], rel_tol=1e-6, abs_tol=1e-9):
        return ""
    forgotten = math.isclose(got * incoming, want[name], rel_tol=1e-6)
    return f"; yours is what it would be if 1 came in, not {incoming:.4g}" if forgotten else ""


def uses(lines, name):
    """How often a node is an operand."""
    return sum(nodes_in(line)[1:].count(name) for line in lines)


def ancestors(program, root):
    """The names of root and of all that it was made of."""
    found = {root}
    for line in reversed(program):
        name, *operands = nodes_in(line)
        if name in found:
            found.update(operands)
    return found


def number(draw, low, high):
    """A random number of two decimals, which is easier to follow by hand."""
    return round(draw.number(low, high), 2)


def single_operations(draw):
    """Programs of one operation, then one product, so that the gradient that comes in is not 1."""
    x, y, c = number(draw, 1.2, 1.9), -number(draw, 0.5, 1.1), number(draw, 2.1, 2.9)
    pairs = [form.format("v0", other) for other in ("v1", c) for form in BINARY]
    singles = [form.format("v1" if form == "{}.exp()" else "v0") for form in UNARY]
    leaves = (f"v0 = Value({x})", f"v1 = Value({y})")
    for expression in [*pairs, *singles, "v1.relu()", "v1.tanh()", "v1 ** 2"]:
        used = [leaf for leaf in leaves if leaf[:2] in expression]
        yield [*used, f"v2 = {expression}", f"v3 = v2 * {c}"]
    yield [f"v0 = Value({number(draw, 0.1, 0.4)})", "v2 = v0.relu()", f"v3 = v2 * {c}"]  # its step is at 0, not at 1


def random_program(draw, length):
    """Three leaves, then operations that each use up a loose end, so that the last node is made of nearly all."""
    data = {f"v{i}": number(draw, -1.9, 1.9) for i in range(3)}
    program = [f"{name} = Value({value})" for name, value in data.items()]
    forms = [*BINARY, *BINARY, *UNARY]
    while len(program) < length:
        form = forms[draw.integer(0, len(forms))]
        used = {operand for line in program for operand in nodes_in(line)[1:]}
        loose = [name for name in data if name not in used]
        operands = [loose[draw.integer(0, len(loose))]]
        if form in BINARY:
            names = [*data, *loose, *loose]
            other = names[draw.integer(0, len(names))] if draw.integer(0, 3) else number(draw, 0.5, 1.9)
            operands.insert(draw.integer(0, 2), other)
        value = (BINARY | UNARY)[form](*(data.get(operand, operand) for operand in operands))
        if 0.05 < abs(value) < 3:
            name = f"v{len(program)}"
            program.append(f"{name} = {form.format(*operands)}")
            data[name] = value
    return program


@check("every operation computes its number", points=2)
def values(impl, ref, draw):
    compare_data(impl, ref, list(single_operations(draw)))


@check("every operation hands its gradient back", points=3, needs=values)
def gradients(impl, ref, draw):
    compare_gradients(impl, ref, [(program, "v3") for program in single_operations(draw)])


@check("a number may stand on the left", points=1, needs=gradients)
def numbers_on_the_left(impl, ref, draw):
    x, c = number(draw, 1.2, 1.9), number(draw, 2.1, 2.9)
    expressions = ["2 + v0", *(form.format(c, "v0") for form in BINARY)]
    programs = [[f"v0 = Value({x})", f"v1 = {expression}", f"v2 = v1 * {c}"] for expression in expressions]
    compare_gradients(impl, ref, [(program, "v2") for program in programs], data=True)


@check("a value that is used more than once collects from all uses", points=2, needs=values)
def shared(impl, ref, draw):
    x, y = number(draw, 1.2, 1.9), -number(draw, 0.5, 1.1)
    leaf = f"v0 = Value({x})"
    twice = [[leaf, "v1 = v0 + v0"], [leaf, "v1 = v0 * v0"]]
    start = [leaf, f"v1 = Value({y})", "v2 = v0 * v1"]
    diamond = [*start, "v3 = v2 + v0", "v4 = v1 * v2"]  # v2 lies equally deep on both sides
    # Near and far uses of v2 and v0, in both orders: a walk in the wrong order is wrong in one of them.
    uneven = [[*start, f"v3 = v2 {op} v0", f"v4 = {ab}"] for op in "+*" for ab in ("v3 * v2", "v2 * v3", "v0 * v3")]
    longer = [[*program, "v5 = v2 + v4", "v6 = v5 * v3"] for program in uneven]
    programs = [*twice, *uneven, [*diamond, "v5 = v3 * v4"], [*diamond, "v5 = v4 + v3"], *longer]
    compare_gradients(impl, ref, [(program, last(program)) for program in programs])


@check("in a random expression every gradient is right", points=3, needs=(numbers_on_the_left, shared), heavy=True)
def random_expressions(impl, ref, draw):
    programs = [random_program(draw, length) for length in (5, 6, 8, 12, 20, 40)]
    compare_gradients(impl, ref, [(program, last(program)) for program in programs])


@check("backward reaches what the value was made of, and nothing else", points=1, needs=values, heavy=True)
def from_the_middle(impl, ref, draw):
    x, y = number(draw, 1.2, 1.9), -number(draw, 0.5, 1.1)
    leaf = f"v0 = Value({x})"
    beside = [leaf, f"v1 = v0 * {y}", f"v2 = v0 + {y}"]
    above = [leaf, f"v1 = Value({y})", "v2 = v0 * v1", "v3 = v2 + v0", "v4 = v3 * v2"]
    compare_gradients(impl, ref, [([leaf], "v0"), (beside, "v1"), (above, "v1"), (above, "v2"), (above, "v3")])


@check("at 0, relu passes no gradient on and x ** 2 is flat", points=1, needs=gradients)
def zero(impl, ref, draw):
    c = number(draw, 1.2, 1.9)
    lines = [(0.0, "v0.relu()"), (-0.0, "v0.relu()"), (0.0, "v0 ** 2"), (0.0, f"v0 * {c}"), (0.0, "v0.tanh()")]
    programs = [[f"v0 = Value({x})", f"v1 = {expression}", f"v2 = v1 * {c}"] for x, expression in lines]
    compare_gradients(impl, ref, [(program, "v2") for program in programs], data=True)


def double(module, start, times):
    """y = y + y again and again: `times` operations, 2 ** times paths. Returns the end's data, the start's grad."""
    x = y = module.Value(start)
    for _ in range(times):
        y = y + y
    y.backward()
    return y.data, x.grad


@check("forty doublings take forty steps back, not 2 ** 40", points=1, needs=shared, seconds=2)
def many_paths(impl, ref, draw):
    start = number(draw, 0.5, 1.9)
    for times in (3, 40):
        close(there(impl, double, start, times), (start * 2.0**times, 2.0**times))


def chain(module, start, weight, length):
    """Every operation once, then `length` more in a row. Returns the end's data and both gradients."""
    x, w = module.Value(start), module.Value(weight)
    y = (x * w - x / 2.0).tanh()
    y = 2.0 / ((1.0 + y.exp()).log().relu() ** 3 + 2.0 * -y)
    y = 3.0 - y
    for _ in range(length // 2):
        y = y * w + x
    y.backward()
    return y.data, x.grad, w.grad


@check("a chain of 10 000 operations is no problem", points=2, needs=(numbers_on_the_left, shared))
def deep(impl, ref, draw):
    start, weight = number(draw, 0.5, 0.9), number(draw, 0.2, 0.4)
    for length in (2, 20, 10_000):
        close(there(impl, chain, start, weight, length), there(ref, chain, start, weight, length))


def train_xor(module, weights, steps, rate):
    """Trains 2 inputs, 3 tanh units, 1 output by gradient descent; returns the answers to four pairs of ±1."""
    cases = [(-1, -1, -1), (-1, 1, 1), (1, -1, 1), (1, 1, -1)]
    for _ in range(steps):
        w = [module.Value(weight) for weight in weights]
        loss, answers = 0, []
        for a, b, target in cases:
            hidden = [(w[i] * a + w[i + 1] * b + w[i + 2]).tanh() for i in (0, 3, 6)]
            answers.append(w[9] * hidden[0] + w[10] * hidden[1] + w[11] * hidden[2] + w[12])
            loss = loss + (answers[-1] - target) ** 2
        loss.backward()
        weights = [value.data - rate * value.grad for value in w]
    return [answer.data for answer in answers]


@check("a network of your values learns XOR", points=1, needs=(random_expressions, deep), heavy=True)
def xor(impl, ref, draw):
    weights = [0.5, -0.4, 0.1, -0.3, 0.6, -0.2, 0.4, 0.3, 0.2, 0.1, -0.5, 0.3, 0.0]
    answers = there(impl, train_xor, weights, 100, 0.1)
    for answer, target in zip(answers, (-1, 1, 1, -1), strict=True):
        holds(abs(answer - target) < 0.1, f"after 100 steps the answer is {answer:.2f} where {target} is right")
