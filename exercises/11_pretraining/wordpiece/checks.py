"""Checks of WordPiece: what is cut and how, what can't be, scripts, and random words of few letters."""

from dlquiz.checks import check, close, holds, there

VOCAB = {"un", "una", "unable", "able", "a", "b", "##able", "##ble", "##a", "##b", "##l", "##e", "##un", "##s", "run"}


def compare(impl, ref, word, vocab, *unk, why=""):
    arguments = word, sorted(vocab), *unk
    close(there(impl, with_a_set, *arguments), there(ref, with_a_set, *arguments), why=why or f"word {word!r}")


def with_a_set(module, word, pieces, *unk):
    """The answer for a vocabulary that is a set: only lists can be sent."""
    return module.wordpiece(word, set(pieces), *unk)


def pieces(draw, count, longest, letters="ab"):
    """A random vocabulary of pieces of few letters, with and without ##."""
    found = set()
    for _ in range(count):
        size = draw.integer(1, longest + 1)
        text = "".join(letters[draw.integer(0, len(letters))] for _ in range(size))
        found.add(text if draw.integer(0, 3) == 0 else "##" + text)
    return found


@check("a word is cut into the pieces that it is made of", points=2)
def cut(impl, ref, draw):
    compare(impl, ref, "a", VOCAB)
    compare(impl, ref, "un", VOCAB)
    for word in ("runs", "unable", "abs", "bable", "ableable", "unun"):
        compare(impl, ref, word, VOCAB)


@check("the longest piece that fits is taken, at the start and further on", points=2, needs=cut)
def longest(impl, ref, draw):
    compare(impl, ref, "ab", {"a", "ab", "##b"})
    compare(impl, ref, "cab", {"c", "##a", "##ab", "##b"})
    compare(impl, ref, "abcd", {"a", "ab", "abc", "##b", "##bcd", "##cd", "##d", "##c"})
    compare(impl, ref, "unables", VOCAB - {"unable"})
    compare(impl, ref, "abcdefgh", {"abcde", "##fgh", "##fg", "##h", "a", "##bcdefgh"})


@check("pieces inside a word have ##, the first has none", points=2, needs=cut)
def marks(impl, ref, draw):
    compare(impl, ref, "ab", {"a", "b"})
    compare(impl, ref, "ab", {"##a", "##b"})
    compare(impl, ref, "ab", {"##ab"})
    compare(impl, ref, "aab", {"a", "ab", "aa", "##b"})
    compare(impl, ref, "a##b", {"a", "##b"})
    compare(impl, ref, "a##b", {"a", "####b", "##b"})
    compare(impl, ref, "#", {"#", "##"})


@check("a word that can't be cut to its end is unknown as a whole", points=2, needs=cut)
def unknown(impl, ref, draw):
    compare(impl, ref, "x", VOCAB)
    for word in ("xa", "ax", "axa", "unablex", "runx"):
        compare(impl, ref, word, VOCAB)
    compare(impl, ref, "abc", {"ab", "a", "##bc"}, why="'ab' is longer than 'a', and nothing fits the c behind it")
    compare(impl, ref, "un able", VOCAB)
    compare(impl, ref, "ax", {"a", "##"}, why="'##' alone is a piece of no characters, and fits nowhere")


@check("the empty word has no pieces", points=1, needs=cut)
def empty(impl, ref, draw):
    compare(impl, ref, "", VOCAB)
    compare(impl, ref, "", set())
    compare(impl, ref, "", {"", "##"})
    compare(impl, ref, "a", set())


@check("unk is what was given, also where it is a piece", points=1, needs=unknown)
def other_unk(impl, ref, draw):
    compare(impl, ref, "x", VOCAB, "<unk>")
    compare(impl, ref, "runx", VOCAB, "?")
    compare(impl, ref, "ax", {"a", "##b"}, "a")
    compare(impl, ref, "ab", {"a", "##b", "[UNK]"})
    compare(impl, ref, "[UNK]", {"[UNK]", "[", "##UNK]"})


@check("scripts and cases are as they are", points=1, needs=cut)
def scripts(impl, ref, draw):
    hangul = {
        "토",
        "토큰",
        "##큰",
        "##화",
        "##을",
        "##를",
        "나",
        "##오",
        "##ㄹ지",
        "##지",
        "두근",
        "##두근",
        "A",
        "##b",
    }
    for word in ("토큰", "토큰화", "토큰화를", "두근두근", "나오ㄹ지", "나올지", "A토", "토큰b", "토큰B"):
        compare(impl, ref, word, hangul)
    compare(impl, ref, "Ab", {"ab", "a", "##b"})
    compare(impl, ref, "naïve😀", {"na", "##ï", "##ve", "##😀", "##i"})


@check("random words are cut alike", points=1, needs=(longest, unknown))
def random_words(impl, ref, draw):
    for size in (2, 4, 7, 12):
        vocab = pieces(draw, 12, 3)
        words = ["".join("ab"[draw.integer(0, 2)] for _ in range(size)) for _ in range(4)]
        for word in words:
            compare(impl, ref, word, vocab, why=f"word {word!r}, vocab {sorted(vocab)}")


@check("vocab stays as it is", points=1, needs=cut)
def pure(impl, ref, draw):
    changed = there(impl, vocabulary_after, sorted(VOCAB))
    holds(not changed, "after the call vocab holds other pieces than before")


def vocabulary_after(module, pieces):
    """True if calls change the set."""
    vocab = set(pieces)
    for word in ("unable", "x", "runx", ""):
        module.wordpiece(word, vocab, "[UNK]")
    return vocab != set(pieces)
