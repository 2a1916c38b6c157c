"""What Python's and PyTorch's common exceptions mean, in words: which sizes, dtypes or axes met, and what was due.

The line's own variables with their shapes are the evidence beside it (sandbox/host.py collects them).
"""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Explanation:
    """`pattern` is searched for in "Type: text"; its named groups fill `text`."""

    id: str
    pattern: str
    text: str


_SIZES_OF_A_PRODUCT = (
    "In a matrix product the last axis of the left factor and the last but one of the right are summed over together, "
    "so they must be equally long. See which axis each tensor's sum is meant to run over."
)
_DTYPES = (
    "A tensor that the code makes itself has torch's default dtype; the arguments come in float64 first and in "
    "float32 later. See where a tensor is made or converted in this line or before it."
)
_AXES = "Axes are counted from 0, or from −1 at the end. See how many axes the tensor has at this point."
_ONE_NUMBER = "One number is needed here, as in `if` or float(). See which axes are still to be reduced at this point."

EXPLANATIONS = (
    Explanation(
        "matrix_product_sizes",
        r"shapes cannot be multiplied \((?P<a>\d+)x(?P<b>\d+) and (?P<c>\d+)x(?P<d>\d+)\)",
        "A matrix product of {a}×{b} and {c}×{d}: {b} and {c} differ. " + _SIZES_OF_A_PRODUCT,
    ),
    Explanation(
        "matrix_product_sizes",
        r"dimensions of batch2 tensor to be: \[(?P<want>[\d, ]+)\] but got: \[(?P<got>[\d, ]+)\]",
        "A batch of matrix products: the right factor begins with sizes {got}; the left one asks for {want}. "
        + _SIZES_OF_A_PRODUCT,
    ),
    Explanation(
        "matrix_product_sizes",
        r"size mismatch, got input \(\d+\), mat \((?P<m>\d+)x(?P<n>\d+)\), vec \((?P<v>\d+)\)",
        "A product of a {m}×{n} matrix and a vector of {v}: {n} and {v} differ. " + _SIZES_OF_A_PRODUCT,
    ),
    Explanation(
        "matrix_product_sizes",
        r"inconsistent tensor size, expected tensor \[(?P<a>\d+)\] and src \[(?P<b>\d+)\]",
        "A scalar product of vectors of {a} and {b} numbers. They must be equally long.",
    ),
    Explanation(
        "matrix_product_sizes",
        r"matmul: .* \(size (?P<a>\d+) is different from (?P<b>\d+)\)",
        "A matrix product whose summed axes are {b} and {a} long. " + _SIZES_OF_A_PRODUCT,
    ),
    Explanation(
        "einsum_sizes",
        r"subscript (?P<letter>\w) has size (?P<a>\d+) for operand (?P<n>\d+) .* seen size (?P<b>\d+)",
        "In the einsum the letter {letter} stands for an axis of size {b} and, in operand {n} (counted from 0), for one "
        "of size {a}. A letter has one size. See which axis of each operand it names.",
    ),
    Explanation(
        "einsum_letters",
        r"number of subscripts in the equation \((?P<a>\d+)\) .* dimensions \((?P<b>\d+)\) for operand (?P<n>\d+)",
        "The einsum gives {a} letters to operand {n} (counted from 0), which has {b} axes. Every axis needs its letter.",
    ),
    Explanation(
        "einsum_letters",
        r"output subscript (?P<letter>\w) does not appear",
        "The einsum's result has an axis {letter} that no operand has.",
    ),
    Explanation(
        "mask_size",
        r"shape of the mask \[(?P<a>[\d, ]*)\] at index .* indexed tensor \[(?P<b>[\d, ]*)\]",
        "A mask of shape [{a}] picks from a tensor of shape [{b}]. They must agree from the first axis on.",
    ),
    Explanation(
        "in_place_size",
        r"output with shape \[(?P<a>[\d, ]*)\] doesn't match the broadcast shape \[(?P<b>[\d, ]*)\]",
        "The result has shape [{b}] and is to be stored in place in a tensor of shape [{a}]. Only the tensor that comes in "
        "is stretched to fit, never the one that is written to. Compare the two shapes from the last axis on: see which "
        "axis is too long, stands elsewhere, or is still to be reduced.",
    ),
    Explanation(
        "broadcast_sizes",
        r"size of tensor a \((?P<a>\d+)\) must match the size of tensor b \((?P<b>\d+)\) at .* dimension (?P<n>\d+)",
        "Two tensors are combined element by element, and along axis {n} of the result (counted from 0) one has {a} "
        "entries and the other {b}. Sizes are lined up from the last axis; each pair must be equal, or one of them 1.",
    ),
    Explanation(
        "broadcast_sizes",
        r"could not be broadcast together with shapes (?P<a>\([\d,]*\)) (?P<b>\([\d,]*\))",
        "Arrays of shapes {a} and {b} are combined element by element. Sizes are lined up from the last axis; "
        "each pair must be equal, or one of them 1.",
    ),
    Explanation(
        "broadcast_sizes",
        r"expanded size of the tensor \((?P<a>\d+)\) must match the existing size \((?P<b>\d+)\) at .* dimension (?P<n>\d+)",
        "A tensor is to be stretched along axis {n} from {b} to {a} entries. Only an axis of size 1 can be stretched.",
    ),
    Explanation(
        "joined_sizes",
        r"except in dimension (?P<n>\d+). Expected size (?P<a>\d+) but got size (?P<b>\d+) for tensor number (?P<k>\d+)",
        "Tensors are joined along axis {n}, and tensor {k} of the list (counted from 0) has {b} entries along another "
        "axis where the first has {a}. All axes but the joined one must agree.",
    ),
    Explanation(
        "joined_sizes",
        r"each tensor to be equal size, but got \[(?P<a>[\d, ]*)\] at entry 0 and \[(?P<b>[\d, ]*)\] at entry (?P<k>\d+)",
        "The tensors to be stacked have shapes [{a}] and, at place {k}, [{b}]. They must be equal.",
    ),
    Explanation(
        "channels",
        r"weight of size \[(?P<w>[\d, ]+)\], expected input\[(?P<x>[\d, ]+)\] to have (?P<a>\d+) channels, but got (?P<b>\d+)",
        "The convolution's weight [{w}] is made for {a} input channels; the input [{x}] has {b}.",
    ),
    Explanation(
        "number_of_elements",
        r"shape '\[(?P<shape>[\d, -]+)\]' is invalid for input of size (?P<n>\d+)",
        "A tensor of {n} numbers is to get the shape [{shape}], which has not that many places. "
        "See what the sizes are at this point; they change from call to call.",
    ),
    Explanation(
        "not_contiguous",
        r"view size is not compatible with input tensor's size and stride",
        "view() reads memory in order, and after a transpose or permute the numbers lie in another order. "
        "See what was done to the tensor before.",
    ),
    Explanation(
        "axis",
        r"Dimension out of range \(expected to be in range of \[(?P<a>-?\d+), (?P<b>-?\d+)\], but got (?P<n>-?\d+)\)",
        "Axis {n} is named; the tensor has the axes {a} to {b}. " + _AXES,
    ),
    Explanation(
        "axis",
        r"too many indices for tensor of dimension (?P<n>\d+)",
        "More indices than axes: the tensor has {n}. " + _AXES,
    ),
    Explanation(
        "axis", r"invalid index of a 0-dim tensor", "A tensor without axes, a single number, is indexed. " + _AXES
    ),
    Explanation(
        "axis",
        r"permute\(.*input.dim\(\) = (?P<a>\d+) is not equal to len\(dims\) = (?P<b>\d+)",
        "permute gets {b} axes; the tensor has {a}. " + _AXES,
    ),
    Explanation(
        "axis",
        r"t\(\) expects a tensor with <= 2 dimensions, but self is (?P<n>\d+)D",
        "The tensor has {n} axes, and this transposition is for matrices alone. " + _AXES,
    ),
    Explanation(
        "index_range",
        r"index (?P<i>-?\d+) is out of bounds for dimension (?P<n>\d+) with size (?P<s>\d+)",
        "Index {i} along axis {n}, which has {s} entries: 0 to {s} − 1. See where the index starts and where it ends.",
    ),
    Explanation(
        "index_range",
        r"IndexError: (?:list|tuple|string|range object) index out of range",
        "An index reaches beyond the end. Counting starts at 0, so the last one is the length less 1.",
    ),
    Explanation(
        "index_range",
        r"index out of range in self|Target (?P<i>\d+) is out of bounds|Class values must be smaller",
        "A class or token number is as large as the table's length, or larger. Numbers go from 0 to the length less 1.",
    ),
    Explanation(
        "index_dtype",
        r"tensors used as indices must be|valid indices \(got (?P<kind>\w+)\)|Expected dtype int32/int64 for index",
        "An index is a whole number, or a tensor of whole numbers or of bools. See what the index was made from.",
    ),
    Explanation(
        "mask_dtype",
        r"masked_fill_ only supports boolean masks, but got mask with dtype (?P<kind>\w+)",
        "The mask is {kind}; a mask is bool. See how it was made.",
    ),
    Explanation(
        "dtypes_meet",
        r"(?:same dtype, but got: |found |Found dtype )(?P<a>[Dd]ouble|[Ff]loat)\W+(?:!= |and |but expected )(?P<b>[Dd]ouble|[Ff]loat)",
        "A float64 (double) and a float32 (float) tensor meet. " + _DTYPES,
    ),
    Explanation(
        "dtypes_meet",
        r"expected scalar type (?P<a>\w+) but found (?P<b>\w+)",
        "A tensor of dtype {b} meets one of dtype {a}. " + _DTYPES,
    ),
    Explanation(
        "integers",
        r"mean\(\): could not infer output dtype|not implemented for '(?:Long|Int|Bool)'|desired output type (?:Long|Int|Bool)",
        "This needs floating-point numbers, and the tensor holds whole numbers or bools. See what it was made from.",
    ),
    Explanation(
        "devices_meet",
        r"[Ee]xpected all tensors to be on the same device, but (?:found at least two devices, |got )(?P<what>.{0,60})",
        "Tensors on different devices meet ({what}). A tensor that the code makes itself lies on the CPU; the arguments "
        "may lie elsewhere. See where one is made.",
    ),
    Explanation(
        "one_number",
        r"Boolean value of Tensor with more than one value",
        "A whole tensor is used as a truth value. " + _ONE_NUMBER,
    ),
    Explanation(
        "one_number",
        r"only one element tensors can be converted|a Tensor with (?P<n>\d+) elements cannot be converted to Scalar|only integer tensors of a single element",
        "A tensor of several numbers is used as a single one. " + _ONE_NUMBER,
    ),
    Explanation(
        "graph_cut",
        r"element 0 of tensors does not require grad",
        "What backward() starts from has no history: no operation that leads to it was recorded. "
        "See where the chain is cut: a detach, .data, .item(), no_grad, or numbers put into a new tensor.",
    ),
    Explanation(
        "graph_used_up",
        r"Trying to backward through the graph a second time",
        "The same recorded operations are gone through twice; after the first time they are freed. "
        "See what was computed before the loop, or is kept from the step before.",
    ),
    Explanation(
        "leaf_in_place",
        r"leaf Variable that requires grad is being used in an in-place operation",
        "A parameter is changed in place while operations are being recorded. An update is no part of the model. "
        "See under which mode parameters are updated.",
    ),
    Explanation(
        "saved_in_place",
        r"modified by an inplace operation",
        "A value that the backward pass still needs was overwritten in place. See which line writes into a tensor.",
    ),
    Explanation(
        "requires_grad_numpy",
        r"Can't call numpy\(\) on Tensor that requires grad",
        "numpy knows no gradients, and this tensor carries one. See where the calculation leaves torch.",
    ),
    Explanation(
        "nothing_returned",
        r"TypeError: .*'NoneType'|AttributeError: 'NoneType' object|cannot unpack non-iterable NoneType",
        "Something is None here: an argument that was left out, what a function has given that has no `return` on some "
        "way through it, or the result of a method that changes in place, such as list.sort(). See which one it is.",
    ),
    Explanation(
        "several_results",
        r"'torch\.return_types\.(?P<name>\w+)'",
        "torch's {name} along an axis gives two things, the values and the indices. See which one is needed.",
    ),
    Explanation(
        "unpacked",
        r"(?P<how>too many|not enough) values to unpack \(expected (?P<n>\d+)",
        "On the left of the assignment stand {n} names; on the right there are {how} values. "
        "Unpacking goes along the first axis.",
    ),
    Explanation(
        "no_such_name",
        r"NameError: name '(?P<name>\w+)' is not defined",
        "{name} is used, and neither defined nor imported above.",
    ),
    Explanation(
        "assigned_too_late",
        r"UnboundLocalError: .*variable '(?P<name>\w+)'",
        "{name} is read before the function has given it a value: on this way through the code the line that assigns it "
        "has not run.",
    ),
    Explanation(
        "endless_recursion",
        r"RecursionError: maximum recursion depth",
        "The function calls itself about a thousand times deep: without end, or along a chain that is longer than that. "
        "See which call is to be the last one.",
    ),
    Explanation(
        "no_single_loss",
        r"grad can be implicitly created only for scalar outputs",
        "backward starts at a tensor of several numbers. A loss is one number. See how it is made of the outputs.",
    ),
    Explanation(
        "argument_missing",
        r"TypeError: (?P<name>[\w.<>]+)\(\) missing \d+ required [\w -]+ arguments?: (?P<what>.+)",
        "{name} is called without its argument {what}.",
    ),
    Explanation(
        "arguments_of_another_kind",
        r"TypeError: (?P<name>\w+)\(\) received an invalid combination of arguments - got \((?P<given>[^)]*)\)",
        "{name} can't be called with ({given}). See how many arguments it takes, and of which kind each is.",
    ),
    Explanation(
        "value_of_another_kind",
        r"AttributeError: '(?P<kind>[\w.]+)' object has no attribute '(?P<name>\w+)'",
        "A value of the type {kind} has no {name}. See what kind of value comes here, and which kind is due.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: float\(\) argument must be a string or a real number, not '(?P<kind>\w+)'",
        "A number is due here, and a value of the type {kind} comes. See what is handed over, and in which order.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: '(?P<kind>\w+)' object is not (?P<name>iterable|callable|subscriptable)",
        "A value of the type {kind} is used as if it were {name}. See what kind of value comes here.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: unsupported operand type\(s\) for (?P<what>[^:]+): '(?P<left>[\w.]+)' and '(?P<right>[\w.]+)'",
        "{what} has no meaning between a value of the type {left} and one of the type {right}. See which of the two is "
        "not what is due here.",
    ),
    Explanation(
        "argument_of_another_kind",
        r"TypeError: (?P<name>\w+)\(\): argument '(?P<what>\w+)' (?:\(position (?P<n>\d+)\) )?must be (?P<due>[\w ]+), "
        r"not (?P<given>[\w.]+)",
        "{name} wants a {due} as its `{what}`, and a value of the type {given} comes there. See what is handed over, and "
        "in which order.",
    ),
    Explanation(
        "size_no_int",
        r"argument '(?P<what>\w+)' failed to unpack the object at pos (?P<n>\d+) with error \"type must be tuple of ints,"
        r"but got (?P<given>\w+)",
        "A size, number {n} of those that are handed over here, is of the type {given}; sizes are whole numbers (int). "
        "See how it is calculated: in Python / makes a float, even of 4 / 2.",
    ),
    Explanation(
        "index_no_int",
        r"slice indices must be integers|indices must be integers or slices, not float|"
        r"'float' object cannot be interpreted as an integer|only integer tensors of a single element",
        "A number that says where, an index or a count, is no whole number (int). See how it is calculated: in Python / "
        "makes a float, even of 4 / 2.",
    ),
    Explanation(
        "condition_no_bool",
        r"where expected condition to be a boolean tensor, but got a tensor with dtype (?P<given>\w+)",
        "The first thing that where takes is the condition, True or False for each place; numbers of the type {given} "
        "come there. See what is handed over, and in which order.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: '(?P<what>[<>=!]+)' not supported between instances of '(?P<left>[\w.]+)' and '(?P<right>[\w.]+)'",
        "{what} can't compare a value of the type {left} with one of the type {right}. See which of the two is not what "
        "is due here.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: cannot unpack non-iterable (?P<kind>[\w.]+) object",
        "Several names are to get their values from one value of the type {kind}, which has no parts. See what kind of "
        "value comes here: perhaps one number, where at other times it is a pair.",
    ),
    Explanation(
        "kinds_meet",
        r"expected m1 and m2 to have the same dtype, but got: (?P<left>\w+) != (?P<right>\w+)",
        "A matrix product of tensors of the types {left} and {right}. See what makes the one that is not the inputs' "
        "dtype: a comparison gives True and False, a position whole numbers.",
    ),
    Explanation(
        "values_per_class",
        r"Expected floating point type for target with class probabilities, got (?P<given>\w+)",
        "cross_entropy takes the labels for probabilities, since they have as many axes as what should be the logits. "
        "See which shape the logits have here: one row for each example, one column for each class.",
    ),
    Explanation(
        "number_of_axes",
        r"[Ee]xpected (?P<due>\d+D(?:(?:, | or |\(unbatched\) or )\d+D)*)[^:]*(?:tensor|input)[^:]*(?:, but got|but got)[^\[]*"
        r"\[(?P<given>[\d, ]*)\]",
        "A tensor with {due} axes is due here (D counts axes), and one of the shape [{given}] comes. See what was done to "
        "it before, and in which order.",
    ),
    Explanation(
        "number_of_axes",
        r"expand\([^)]*\{\[(?P<given>[\d, ]*)\]\}, size=\[(?P<due>[\d, -]*)\]\)",
        "A tensor of the shape [{given}] is to be stored or stretched where there is room for the shape [{due}], which has "
        "fewer axes. See whether one number is due here, and which value has the many.",
    ),
    Explanation(
        "number_of_elements",
        r"invalid shape dimension (?P<n>-\d+)",
        "A reshape is asked for an axis of {n} entries. Only −1 has a meaning there: as many as are left. See how the sizes "
        "are calculated.",
    ),
    Explanation(
        "number_of_elements",
        r"Provided sizes \[(?P<due>[\d, -]+)\] don't multiply up to the size of dim (?P<n>-?\d+) \((?P<there>\d+)\)",
        "Axis {n}, of {there} entries, is to be cut into sizes {due}, whose product is another number. See how each of "
        "these sizes is calculated.",
    ),
    Explanation(
        "axis",
        r"duplicate dims are not allowed|repeated dim|dim \d+ appears multiple times",
        "An axis is named twice, so another one is missing. " + _AXES,
    ),
    Explanation(
        "size_no_int",
        r"argument '(?P<what>\w+)' (?:\(position \d+\) )?must be tuple of ints, but found element of type (?P<given>\w+) "
        r"at pos (?P<n>\d+)",
        "A size, number {n} (counted from 0) of those that are handed over here, is of the type {given}; sizes are whole "
        "numbers (int). See how it is calculated: in Python / makes a float, even of 4 / 2.",
    ),
    Explanation(
        "not_a_module",
        r"TypeError: (?P<given>[\w.]+) is not a Module subclass",
        "Among the layers that are put together stands something of the type {given}, which is no layer. See what is "
        "handed over there.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: can't assign a (?P<given>[\w.]+) to a (?P<due>[\w.]+)",
        "A value of the type {given} is to be stored in a tensor of numbers ({due}). See what stands on the right of the "
        "assignment.",
    ),
    Explanation(
        "negative_size",
        r"negative dimension (?P<n>-\d+): \[(?P<shape>[\d, -]+)\]",
        "A tensor of the shape [{shape}] is to be made, and no axis has {n} entries. See how that size is calculated, and "
        "which number is taken off which.",
    ),
    Explanation(
        "value_of_another_kind",
        r"Subtraction, the `-` operator, with a bool tensor",
        "A tensor of True and False is subtracted. Torch subtracts numbers alone: see what comes out of the comparison, and "
        "which dtype it is to have.",
    ),
    Explanation(
        "value_of_another_kind",
        r"TypeError: can't multiply sequence by non-int of type '(?P<kind>\w+)'",
        "A tuple or list is multiplied by a value of the type {kind}. See which of the two should be one number here: "
        "perhaps a pair that has not been taken apart.",
    ),
    Explanation(
        "arguments_of_another_kind",
        r"TypeError: isinstance\(\) arg 2 must be a type",
        "isinstance is asked about something that is no type. The value comes first, then the type.",
    ),
    Explanation(
        "einsum_letters",
        r"einsum\(\): (?P<how>fewer|more) operands were provided than specified",
        "The einsum's letters are of another number of tensors: {how} are handed over than the commas say.",
    ),
    Explanation(
        "divided_by_zero",
        r"ZeroDivisionError",
        "A plain Python number is divided by 0. See which size or count can be 0 here.",
    ),
)


NOTHING_RETURNED = "nothing_returned"


def nothing_returned(name: str) -> str:
    """Words for a function that gave None; its name may not be known."""
    return (
        f"{f'`{name}`' if name else 'The function that is called here'} gives None back. On this way through the function no `return` with a value is reached. "
        "Look at how each of its branches ends."
    )


def explain(failure: dict[str, Any], names: dict[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """(id, words) for an exception of the learner's code where an answer is due; None if it is not a common one.

    Args:
        failure: see sandbox/host.describe_failure.
        names: the parameters of each function that the exercise calls.
    """
    return _called_otherwise(failure, names) or _refused(failure) or _in_general(failure["type"], failure["text"])


def _called_otherwise(failure: dict[str, Any], names: dict[str, tuple[str, ...]]) -> tuple[str, str] | None:
    """The call itself failed: the function has other parameters than the exercise's."""
    found = re.match(r"(\w+)\(\) (?:takes|missing|got an unexpected|got multiple|got some)", failure["text"])
    if failure["frames"] or failure["type"] != "TypeError" or not found or found[1] not in names:
        return None
    due = ", ".join(names[found[1]])
    words = (
        f"The exercise calls `{found[1]}` with its parameters ({due}), and your function does not take these. "
        "Compare its `def` line with the one in the prompt."
    )
    return "parameters", words


def _refused(failure: dict[str, Any]) -> tuple[str, str] | None:
    """The learner's own code raised, on purpose."""
    if not failure["own"] or not failure["frames"]:
        return None
    line, _, source = failure["frames"][-1]
    word = next((word for word in ("raise", "assert") if re.match(rf"{word}\b", source)), None)
    if word is None:
        return None
    words = (
        f"Your own `{word}` in line {line} refuses this call, and it is an allowed one. Look at the condition that leads "
        "there, and at the values that it is asked about."
    )
    return "refused", words


def _in_general(kind: str, text: str) -> tuple[str, str] | None:
    said = f"{kind}: {text[:600]}"
    for explanation in EXPLANATIONS:
        found = re.search(explanation.pattern, said)
        if found:
            return explanation.id, explanation.text.format(**found.groupdict())
    return None
