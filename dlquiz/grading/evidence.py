"""From a failed run to what a person reads: the verdict, one message, the smallest failing case, the place."""

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from torch import Tensor

from dlquiz.grading.compare import Difference
from dlquiz.grading.describe import argument_name, call_text, helper_source, in_full, literal, size
from dlquiz.grading.proxies import Call, Remote
from dlquiz.grading.run import Ending, Filed, Run
from dlquiz.model import Case, Frame, Verdict, Where
from dlquiz.sandbox.process import Misplaced, Missing, Raised, Unreadable
from dlquiz.sandbox.values import tensors_in

MOST_SHOWN = 8  # tensors that are shown in full
MEMORY_WORDS = ("can't allocate memory", "not enough memory", "out of memory", "Unable to allocate")


def smallest_first(run: Run) -> list[Filed]:
    """The failing assertions, that with the least to look at first, but empty ones last; of equals the earlier one."""
    return sorted(run.failing(), key=_to_look_at)


def _to_look_at(item: Filed) -> tuple[bool, int]:
    """Whether there is nothing to see, and how much there is."""
    given = (item.call.args, item.call.kwargs) if item.call else ()
    return any(not tensor.numel() for tensor in tensors_in(given)), size(given) if given else 0


def of_assertion(item: Filed, run: Run, filename: str) -> tuple[Verdict, str, Case]:
    """Verdict, message and case of an assertion that did not hold."""
    try:
        found = item.explain() or Difference(Verdict.WRONG_VALUE, "differs")
    except (MemoryError, RuntimeError) as error:
        if not out_of_memory(error):
            raise
        found = Difference(Verdict.WRONG_VALUE, "differs, and is too large for us to say where")
    message = f"{item.why}: {found.message}" if item.why else found.message
    case = _case(item.call, run, filename, found)
    if item.again is not None and item.call is not None:
        case = msgspec.structs.replace(case, evidence=_in_full(item, item.call, run, found) or case.evidence)
    return found.verdict, message, case


def _in_full(item: Filed, call: Call, run: Run, found: Difference) -> tuple[str, ...]:
    """The arguments, what came and what was due, where these are a few numbers each; else nothing.

    Of an answer of several parts, that which is wrong. Where both look alike, the place in which they differ.
    """
    names = run.extra.get("names", {}).get(call.name, ())
    values = {argument_name(i, names): value for i, value in enumerate(call.args)}
    shown = {name: in_full(value) for name, value in _tensors("", values | call.kwargs)}
    got, want = (_part_in_full(value, found.path) for value in (item.got, item.want))
    if not 0 < len(shown) <= MOST_SHOWN or got is None or want is None or None in shown.values():
        return ()
    told = (f"{found.path and found.path + ': '}got {got}   expected {want}",) if got != want else found.evidence
    return (*(f"{name} = {text}" for name, text in shown.items()), *told)


def _part_in_full(value: Any, path: str) -> str | None:
    part = next((leaf for where, leaf in _leaves("", value) if where == path), None)
    return f"{part:.4g}" if type(part) is float else str(part) if type(part) in (int, bool) else in_full(part)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """All parts of an answer, with the path that a Difference calls each by."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (tuple, list)) else ()
    yield path, value
    for key, item in parts:
        yield from _leaves(f"{path}[{key!r}]", item)


def _tensors(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every tensor and array of the arguments, with the expression that leads to it."""
    if isinstance(value, (Tensor, np.ndarray)):
        yield name, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _tensors(f"{name}[{key!r}]" if name else str(key), item)
    elif isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            yield from _tensors(f"{name}[{index}]", item)


def case_of(run: Run, filename: str) -> Case:
    """The case of a check that was stopped: what was called last."""
    return _case(run.last_call(), run, filename, None)


def of_ending(ending: Ending, run: Run, filename: str) -> tuple[Verdict, str, Case, Where | None]:
    """Verdict, message, case and place of an exception of the learner's code."""
    case = _case(run.last_call(), run, filename, None)
    if isinstance(ending, Raised) and (here := ending.failure.get("here")):
        case = msgspec.structs.replace(case, evidence=(f"in {here[0]}:   {',   '.join(here[1:])}",))
    if isinstance(ending, Missing):
        near = f" The file has: {', '.join(ending.names[:8])}." if ending.names else " The file defines nothing."
        return Verdict.MISSING_ENTRY, f"There is no {ending.name} in the file.{near}", case, None
    if isinstance(ending, Unreadable):
        name = call.name if (call := run.last_call()) else "The call"
        if isinstance(ending, Misplaced):
            return Verdict.WRONG_DEVICE, f"{name} returned {ending}.", case, None
        return Verdict.WRONG_VALUE, f"{name} returned what can't be read: {ending}.", case, None
    assert isinstance(ending, Raised)  # what Died means is for the judge to say
    return raised_verdict(ending), raised_message(ending), case, place(ending, filename)


def raised_verdict(raised: Raised) -> Verdict:
    """What an exception counts as."""
    failure = raised.failure
    if failure["type"] == "NotImplementedError" and failure["own"] and _says(failure, "NotImplementedError"):
        return Verdict.NOT_IMPLEMENTED
    if "MemoryError" in failure["bases"] or _tells_of_memory(failure["text"]):
        return Verdict.OUT_OF_MEMORY
    return Verdict.RAISED


def out_of_memory(error: Exception) -> bool:
    """Whether an allocation of ours has failed: torch tells it by a RuntimeError."""
    return isinstance(error, MemoryError) or _tells_of_memory(str(error))


def _tells_of_memory(text: str) -> bool:
    return any(words in text for words in MEMORY_WORDS)


def _says(failure: dict[str, Any], word: str) -> bool:
    """The innermost line of the learner's own names `word`: torch raises NotImplementedError for dtypes, too."""
    return bool(failure["frames"]) and word in failure["frames"][-1][2]


def raised_message(raised: Raised) -> str:
    """One line: the exception's type and text."""
    failure = raised.failure
    if raised_verdict(raised) is Verdict.NOT_IMPLEMENTED:
        return f"{failure['frames'][-1][1]} is not written yet."
    if failure["type"] == "SystemExit":
        return f"The code called sys.exit({failure['text']})."
    return f"{failure['type']}: {failure['text']}" if failure["text"] else failure["type"]


def place(raised: Raised, filename: str) -> Where | None:
    """The learner's own lines of the traceback."""
    frames = tuple(Frame(line, function, source) for line, function, source in raised.failure["frames"])
    if not frames:
        return None
    last = frames[-1]
    return Where(filename, last.line, last.function, last.source, frames)


def _case(call: Call | None, run: Run, filename: str, found: Difference | None) -> Case:
    if call is None:
        return Case("", found.evidence if found else ())
    names = run.extra.get("names", {}).get(call.name, ())
    text = call_text(call.name, call.args, call.kwargs, names)
    script = repeat_script(call, names, filename)
    if found is None:
        return Case(text, script=script)
    return Case(
        text, found.evidence, found.table, found.index, found.got, found.expected, found.largest, found.allowed, script
    )


SCRIPT = '''"""The smallest failing case of {name}. Run it with python, or step through it with a debugger."""

import math
import runpy
import types

import numpy as np
import torch

submission = types.SimpleNamespace(**runpy.run_path({filename!r}))
{definitions}
print({call})
'''


def repeat_script(call: Call, names: tuple[str, ...], filename: str) -> str | None:
    """A short program that repeats `call` with the case's own numbers; None where it can't stand alone."""
    values = {argument_name(i, names).replace(" ", "_"): value for i, value in enumerate(call.args)}
    positional = list(values)
    values |= call.kwargs
    definitions = [] if call.helper is None else ["", call.helper]
    for name, value in values.items():
        if isinstance(value, Remote):
            return None
        if callable(value):
            source = helper_source(value)
            if source is None:
                return None
            definitions += ["", source, f"{name} = {value.__name__}"]
        else:
            definitions.append(f"{name} = {literal(value)}")
    arguments = [*positional, *(f"{name}={name}" for name in call.kwargs)]
    if call.helper is None:
        if call.on_object or not call.name.isidentifier():
            return None
        text = f"submission.{call.name}({', '.join(arguments)})"
    else:
        text = f"{call.name.split(' ', 1)[0]}({', '.join(['submission', *arguments])})"
    return SCRIPT.format(name=call.name, filename=filename, definitions="\n".join(definitions), call=text)
