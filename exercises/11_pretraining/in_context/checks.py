"""Checks of prompts: every character, with 0 to 5 shots, plain texts and awkward ones."""

from dlquiz.checks import check, close, keeps_arguments

TASKS = ("Say the opposite.", "Translate to French.", "Is the review good or bad?", "Add the two numbers.")
WORDS = (
    "hot",
    "cold",
    "big",
    "small",
    "mer",
    "sea",
    "two words",
    "2 + 3",
    "a fine film, too long",
    "5",
    "빵",
    "나는 학생이다",
)


def examples_of(draw, count):
    """So many (input, output), all different."""
    order = draw.permutation(len(WORDS)).tolist()
    return [(WORDS[i], WORDS[j] + "!") for i, j in zip(order, order[1:] + order[:1], strict=True)][:count]


def agree(impl, ref, *given):
    answer, due = impl.build_prompt(*given), ref.build_prompt(*given)
    close(answer, due, why=apart(answer, due))


def apart(answer, due):
    """Where two texts begin to differ, in words."""
    if not isinstance(answer, str) or answer == due:
        return ""
    place = next((i for i, (a, b) in enumerate(zip(answer, due, strict=False)) if a != b), min(len(answer), len(due)))
    begin = max(0, place - 20)
    got, expected = answer[begin : place + 12], due[begin : place + 12]
    return f"the texts part at character {place}: yours goes on {got!r}, expected {expected!r}"


@check("zero-shot: the task and the question", points=1)
def zero(impl, ref, draw):
    for number, task in enumerate(TASKS):
        agree(impl, ref, task, examples_of(draw, number), WORDS[number], 0)


@check("the first k examples stand between task and question", points=2)
def shots(impl, ref, draw):
    for available, k in [(1, 1), (2, 1), (2, 2), (4, 2), (3, 3), (7, 5)]:
        task = TASKS[draw.integer(0, len(TASKS))]
        agree(impl, ref, task, examples_of(draw, available), WORDS[draw.integer(0, len(WORDS))], k)


@check("texts go in as they are", points=1, needs=(zero, shots))
def awkward(impl, ref, draw):
    texts = [
        " a",
        "a ",
        "a\n",
        "\na\n\nb",
        "",
        "{x}",
        "{query} {task}",
        "{}",
        "%s",
        "\\n",
        "Input: a\nOutput: b",
        "ÀÉ\t",
        "답:",
    ]
    for text in texts:
        agree(impl, ref, text, [("p", "q")], "r", 1)
        agree(impl, ref, "t", [(text, "q"), ("r", text)], "s", 2)
        agree(impl, ref, "t", [("p", "q")], text, 1)
        agree(impl, ref, text, [], text, 0)


@check("the examples stay as they are", points=1, needs=(zero, shots))
def pure(impl, ref, draw):
    for k in (0, 2, 4):
        keeps_arguments(impl.build_prompt, TASKS[0], examples_of(draw, 4), "up", k)
