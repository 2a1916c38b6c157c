"""Checks of byte-pair encoding: which pairs are learnt, in which order, and what becomes of words."""

from dlquiz.checks import check, close, holds, keeps_arguments


def pairs(answer):
    """The merges as a list of pairs, be they tuples or lists. Files what is no such thing, and gives None for it."""
    usable = isinstance(answer, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in answer)
    holds(usable, "the answer is not a list of pairs (left, right)")
    return [tuple(pair) for pair in answer] if usable else None


def learn(impl, ref, corpus, n):
    answer = pairs(impl.bpe_merges(corpus, n))
    if answer is not None:
        close(answer, ref.bpe_merges(corpus, n))


def words(draw, count, letters="ab", longest=4):
    """Random words with random counts."""
    found = {}
    for _ in range(count):
        size = draw.integer(1, longest)
        found["".join(letters[i] for i in draw.integers(0, len(letters), size).tolist())] = draw.integer(1, 9)
    return found


@check("the most frequent pair is merged first", points=2)
def first(impl, ref, draw):
    for corpus in [
        {"ab": 1},
        {"ab": 2, "cb": 3},
        {"ab": 3, "cab": 1, "ba": 3, "bac": 2},  # only counted as often as words occur
        {"abab": 1, "cd": 1, "ecdf": 1, "gab": 1},  # a pair twice in a word
        {"b": 4, "ab": 1},  # with the end of the word
    ]:
        learn(impl, ref, corpus, 1)
    for _ in range(3):
        learn(impl, ref, words(draw, 5, "abc"), 1)


@check("later merges are made of earlier ones", points=3, needs=first)
def several(impl, ref, draw):
    learn(impl, ref, {"low": 5, "lot": 2}, 2)
    learn(impl, ref, {"abc": 5, "xabc": 2, "bc": 1, "ab": 1}, 3)
    learn(impl, ref, {"cab": 9, "ab": 3, "acb": 2, "cacb": 5}, 4)  # ("a", "b") stands at the end of ("ca", "b"), too
    for size in (4, 6, 8):
        learn(impl, ref, words(draw, size, "abc", 6), size)
    learn(impl, ref, {"cab": 1, "cax": 8, "abz": 5}, 8)  # ("a", "b") is merged while there is a "ca b"
    learn(impl, ref, {"나무": 3, "나무꾼": 2, "나비": 4}, 3)


@check("of equally frequent pairs the lexicographically smallest is merged", points=1, needs=first)
def ties(impl, ref, draw):
    for corpus, n in [
        ({"zy": 1, "xw": 1}, 2),
        ({"ba": 2, "ab": 2}, 3),
        ({"ac": 1, "ab": 1, "cb": 1}, 3),
        ({"dcba": 3}, 2),
    ]:
        learn(impl, ref, corpus, n)


@check("in a row of equal characters, merges go from left to right", points=1, needs=several)
def repeated(impl, ref, draw):
    for corpus, n in [
        ({"aaa": 2}, 2),
        ({"aaaa": 1, "ab": 2}, 3),
        ({"aaaaa": 3, "baaa": 1}, 4),
        ({"aa": 1, "bc": 2, "d": 1}, 1),
    ]:
        learn(impl, ref, corpus, n)
    learn(impl, ref, {"aaa": 2, "bc": 3}, 1)  # ("a", "a") stands there four times, ("b", "c") three times


@check("merging ends when no pair is left", points=1, needs=several)
def no_more(impl, ref, draw):
    for corpus, n in [
        ({}, 3),
        ({"ab": 1}, 0),
        ({"ab": 1}, 9),
        ({"a": 1, "b": 2}, 5),
        ({"ab": 1, "cd": 1}, 4),
        ({"": 3}, 2),
    ]:
        learn(impl, ref, corpus, n)


def cut(impl, ref, word, merges):
    answer = impl.bpe_encode(word, merges)
    close(list(answer) if isinstance(answer, tuple) else answer, ref.bpe_encode(word, merges))


@check("a word is cut into the pieces that the merges make of it", points=2)
def encoding(impl, ref, draw):
    merges = [("l", "o"), ("lo", "w"), ("e", "r"), ("er", "</w>")]
    for word in ("low", "slow", "lower", "lo", "flows", "x", "erer", "lolo"):
        cut(impl, ref, word, merges)
    cut(impl, ref, "나무꾼", [("나", "무"), ("나무", "꾼")])
    cut(impl, ref, "", merges)
    cut(impl, ref, "low", [])


@check("the pair that was learnt first is merged first, wherever it stands", points=3, needs=encoding)
def by_rank(impl, ref, draw):
    cut(impl, ref, "abc", [("b", "c"), ("a", "b")])
    cut(impl, ref, "abcd", [("c", "d"), ("b", "cd"), ("a", "b")])
    cut(impl, ref, "abab", [("b", "a"), ("a", "b"), ("ba", "b")])
    cut(impl, ref, "xabc", [("b", "c"), ("x", "a"), ("xa", "b"), ("a", "bc")])
    cut(impl, ref, "cab", [("c", "a"), ("a", "b"), ("ca", "b")])
    for size in (6, 9):
        corpus = words(draw, size, "abc", 6)
        merges = ref.bpe_merges(corpus, 6)
        for word in (*list(corpus)[:2], *words(draw, 3, "abcd", 6)):
            cut(impl, ref, word, merges)


@check("in a row of equal characters, pieces are made from left to right", points=1, needs=encoding)
def repeated_encoding(impl, ref, draw):
    for size in (2, 3, 4, 5, 7):
        cut(impl, ref, "a" * size, [("a", "a")])
        cut(impl, ref, "a" * size + "b", [("a", "a"), ("aa", "aa"), ("a", "b")])


@check("the arguments stay as they are", points=1, needs=(several, encoding))
def pure(impl, ref, draw):
    keeps_arguments(impl.bpe_merges, {"low": 5, "lot": 2}, 3)
    keeps_arguments(impl.bpe_encode, "slow", [("l", "o"), ("lo", "w")])
