"""Byte-pair encoding. `dlquiz show` prints the task, `dlquiz hint` helps."""

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
    # TODO: each word as a list of its characters and "</w>"
    # TODO: n times: count the pairs, keep the best, merge it in every word
    raise NotImplementedError("bpe")


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
    # TODO: as long as the word has a pair among the merges, merge the one that was learnt first
    raise NotImplementedError("bpe")
