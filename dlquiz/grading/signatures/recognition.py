"""The signature of a failing check: the most specific relation that explains every comparison that failed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from dlquiz.grading.signatures.factors import offset, quantity, ratio
from dlquiz.grading.signatures.kinds import dtype, finite_elsewhere, not_finite, precision
from dlquiz.grading.signatures.layout import layout, order
from dlquiz.grading.signatures.pairs import Observation, Pair, Path, components
from dlquiz.grading.signatures.places import place
from dlquiz.grading.signatures.reading import Unreadable, ordinal
from dlquiz.grading.signatures.relations import ENOUGH, Relation, convincing, information, known
from dlquiz.grading.signatures.shapes import shape
from dlquiz.grading.signatures.values import echo, function, nothing, sign, term

Finder = Callable[[Sequence[Pair]], Relation | None]

# The most specific first: each gives a relation that holds for all pairs it is handed, or None.
BY_CONTRAST: tuple[Finder, ...] = (finite_elsewhere,)
ON_VALUES: tuple[Finder, ...] = (
    not_finite, precision, sign, ratio, layout, echo, offset, term, function, quantity, nothing, place, order, shape
)  # fmt: skip
MOST_OUTPUTS = 5
MOST_NAMED = 3
SOME = "Some cases are right"  # how a text begins that holds for the others only


@dataclass(frozen=True)
class Signature:
    """What is wrong in general terms. `text` says what; what it usually means; where to look; never the fix as code."""

    id: str
    text: str


def recognise(observations: Sequence[Observation], output_names: tuple[str, ...] = ()) -> Signature | None:
    """The relation that explains all comparisons that failed, or None: no guess is made.

    A relation that the passing comparisons contradict is given for the others only, and says so. `output_names`
    name the entries of a tuple that is returned.
    """
    if all(observation.ok for observation in observations):
        return None
    try:
        parts = components(observations, output_names)
    except Unreadable:
        return None
    pairs = [pair for part in parts.values() for pair in part]
    names = {path: _name(path, output_names) for path in parts}
    if len(parts) == 1:
        return _of_one("The answer", pairs)
    return _exchanged(parts, names) or _of_one("Each output", pairs, everywhere=True) or _of_parts(parts, names)


@dataclass(frozen=True, eq=False)
class Finding:
    """A relation, and whether it holds for all cases or only for those that fail."""

    relation: Relation
    everywhere: bool


def _of_one(subject: str, pairs: Sequence[Pair], everywhere: bool = False) -> Signature | None:
    finding = _find(pairs)
    if finding is None or (everywhere and not finding.everywhere):
        return None
    return _signature([(subject, finding)])


def _find(pairs: Sequence[Pair]) -> Finding | None:
    relation = _relation(pairs, (*BY_CONTRAST, *ON_VALUES))
    if relation is not None:
        return Finding(relation, everywhere=True)
    failing = [pair for pair in pairs if not pair.ok]
    relation = _relation(failing, ON_VALUES) if len(failing) < len(pairs) else None
    return None if relation is None else Finding(relation, everywhere=False)


def _relation(pairs: Sequence[Pair], on_values: Sequence[Finder]) -> Relation | None:
    if all(pair.retyped for pair in pairs):
        return dtype(pairs)
    if any(pair.retyped for pair in pairs):
        return None
    return next((relation for find in on_values if (relation := find(pairs)) is not None), None)


def _of_parts(parts: dict[Path, list[Pair]], names: dict[Path, str]) -> Signature | None:
    """Each output by itself: those that are right are named, the others explained if all of them can be."""
    right = [names[path] for path, pairs in parts.items() if all(pair.ok for pair in pairs)]
    wrong = {names[path]: _find(pairs) for path, pairs in parts.items() if names[path] not in right}
    findings = {name: finding for name, finding in wrong.items() if finding is not None}
    if len(findings) == len(wrong):
        return _signature(list(_grouped(findings)), right)
    agreeing = [pair for path, part in parts.items() if names[path] in right for pair in part if pair.in_failing]
    if not agreeing or information([known(pair.want, pair, pair.want_scale) for pair in agreeing]) < ENOUGH:
        return None
    text = f"{_right(right)}; {_listed(list(wrong))} {'is' if len(wrong) == 1 else 'are'} not."
    return Signature("component", f"{_capital(text)} Look at the lines that no other output depends on.")


def _grouped(findings: dict[str, Finding]) -> Iterator[tuple[str, Finding]]:
    """Outputs about which the same is to be said, together."""
    by_text: dict[str, list[str]] = {}
    for name, finding in findings.items():
        by_text.setdefault(finding.relation.says, []).append(name)
    for same in by_text.values():
        yield f"each of {_listed(same)}" if len(same) > 1 else same[0], findings[same[0]]


def _signature(found: Sequence[tuple[str, Finding]], right: Sequence[str] = ()) -> Signature:
    clauses = [_right(right)] if right else []
    clauses += [f"{subject} {finding.relation.says}" for subject, finding in found]
    text = "; ".join(clauses)
    if not all(finding.everywhere for _, finding in found):
        text = f"{SOME}; in the others {text[0].lower()}{text[1:]}"
    relations = [finding.relation for _, finding in found]
    advice = " ".join(dict.fromkeys(relation.advice for relation in relations))
    return Signature("+".join(dict.fromkeys(relation.id for relation in relations)), f"{_capital(text)}. {advice}")


def _exchanged(parts: dict[Path, list[Pair]], names: dict[Path, str]) -> Signature | None:
    """The right outputs in the wrong order."""
    pairs = [pair for part in parts.values() for pair in part]
    count = len(parts)
    if count > MOST_OUTPUTS or any(len(pair.siblings) != count or pair.retyped for pair in pairs):
        return None
    orders = {_in_order(order): order for order in permutations(range(count)) if order != tuple(range(count))}
    fitting = convincing(list(orders), pairs)
    if not fitting:
        return None
    moved = [i for i, source in enumerate(orders[fitting[0]]) if i != source]
    text = "The outputs are right, but come in the wrong order."
    if len(fitting) == 1 and len(moved) == 2:
        these = _listed([list(names.values())[i] for i in moved])
        text = f"{_capital(these)} are exchanged: each stands where the other belongs."
    return Signature("exchanged", f"{text} Look at the order in which they are returned.")


def _in_order(order: tuple[int, ...]) -> Relation:
    return Relation("exchanged", "", "", lambda pair: pair.siblings[order[pair.position]])


def _name(path: Path, output_names: Sequence[str]) -> str:
    if not path:
        return "the answer"
    first, *deeper = path
    if not isinstance(first, int):
        name = f"`{first}`"
    else:
        name = output_names[first] if first < len(output_names) else f"the {ordinal(first)} output"
    return name + "".join(f"[{key!r}]" for key in deeper)


def _right(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMED:
        return "all other outputs are right"
    return f"{_listed(names)} {'is' if len(names) == 1 else 'are'} right"


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _capital(text: str) -> str:
    """With a capital, unless it begins with the name of an output."""
    return text[0].upper() + text[1:] if text.startswith(("the ", "each ", "all ")) else text
