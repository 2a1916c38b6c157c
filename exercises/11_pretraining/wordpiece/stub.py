"""WordPiece. `dlquiz show` prints the task, `dlquiz hint` helps."""


def wordpiece(word: str, vocab: set[str], unk: str = "[UNK]") -> list[str]:
    """Cuts a word into pieces of the vocabulary, greedily from the left.

    Args:
        word: one word, without spaces; may be empty.
        vocab: the pieces; those that continue a word begin with "##".
        unk: what stands for a word that can't be cut.

    Returns:
        The pieces in order; [unk] if somewhere none fits; [] for the empty word.

    Example:
        wordpiece("unable", {"un", "una", "##able", "##ble"}, "[UNK]") -> ["una", "##ble"]
    """
    # TODO: the longest piece of the vocabulary at each place
    raise NotImplementedError("wordpiece")
