"""One piece, then the rest of the word by the same function; None where it can't be cut."""


def _cut(rest, vocab, mark):
    if not rest:
        return []
    fitting = [piece for piece in vocab if piece.startswith(mark) and rest.startswith(piece[len(mark) :])]
    fitting = [piece for piece in fitting if len(piece) > len(mark)]
    if not fitting:
        return None
    piece = max(fitting, key=len)
    behind = _cut(rest[len(piece) - len(mark) :], vocab, "##")
    return None if behind is None else [piece, *behind]


def wordpiece(word, vocab, unk="[UNK]"):
    pieces = _cut(word, vocab, "")
    return [unk] if pieces is None else pieces
