"""WordPiece: from the left, always the longest piece that the vocabulary has.

Pieces inside a word are written with ## in front, so "able" and "##able" are two entries. A word that can't be cut up
to its end is unknown as a whole.

Source: Devlin et al. 2019, BERT, section 3 and its released tokenizer; Wu et al. 2016, section 4.1.
"""


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
    pieces = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):  # the longest first
            piece = prefix + word[start:end]
            if piece in vocab:
                break
        else:
            return [unk]  # whatever was found before
        pieces.append(piece)
        start = end
    return pieces
