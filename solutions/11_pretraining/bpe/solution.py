"""Byte-pair encoding: n times, the most frequent pair of neighbouring pieces becomes one piece.

Frequent words end up whole, rare ones in pieces that other words have too, and nothing is unknown but characters that
never occurred. The merges are ranked by when they were learnt, and words are cut in that order.

Source: Sennrich, Haddow and Birch 2016, section 3.2 and algorithm 1.
"""

from collections import Counter
from itertools import pairwise

END = "</w>"


def bpe_merges(corpus: dict[str, int], n: int) -> list[tuple[str, str]]:
    """Learns merges: n times, the most frequent pair of neighbours becomes one piece.

    Args:
        corpus: how often each word occurs, 1 or more.
        n: how many merges to learn; fewer, if no pair is left.

    Returns:
        The pairs (left, right), in the order in which they were learnt. Of equally frequent ones the lexicographically
        smallest comes first.

    Example:
        {"low": 5, "lot": 2}, 2 -> [("l", "o"), ("lo", "w")]; ("w", "</w>") is as frequent as the second, and larger
    """
    words = {word: [*word, END] for word in corpus}  # the pieces that each word has now
    merges = []
    while len(merges) < n:
        pairs = Counter()
        for word, count in corpus.items():
            for pair in pairwise(words[word]):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {word: merged(pieces, best) for word, pieces in words.items()}
    return merges


def bpe_encode(word: str, merges: list[tuple[str, str]]) -> list[str]:
    """Cuts a word into pieces.

    Args:
        word: it need not have been in the corpus.
        merges: in the order in which they were learnt.

    Returns:
        The pieces, the last one ending in "</w>".

    Example:
        "slow", [("l", "o"), ("lo", "w")] -> ["s", "low", "</w>"]
    """
    rank = {pair: place for place, pair in enumerate(merges)}
    pieces = [*word, END]
    while known := [pair for pair in pairwise(pieces) if pair in rank]:
        pieces = merged(pieces, min(known, key=rank.__getitem__))
    return pieces


def merged(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    """The pieces with every occurrence of the pair as one, from left to right."""
    found, i = [], 0
    while i < len(pieces):
        size = 2 if tuple(pieces[i : i + 2]) == pair else 1
        found.append("".join(pieces[i : i + size]))
        i += size
    return found
