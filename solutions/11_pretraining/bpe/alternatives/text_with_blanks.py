"""Byte-pair encoding as in Sennrich et al. 2016, algorithm 1: texts with blanks, merged by a regular expression."""

import itertools
import re
from collections import defaultdict


def bpe_merges(corpus, n):
    vocab = {" ".join([*word, "</w>"]): count for word, count in corpus.items()}
    merges = []
    for _ in range(n):
        pairs = defaultdict(int)
        for text, count in vocab.items():
            symbols = text.split(" ")
            for left, right in itertools.pairwise(symbols):
                pairs[left, right] += count
        if not pairs:
            return merges
        ranked = sorted(pairs.items(), key=lambda item: item[0])
        best = max(ranked, key=lambda item: item[1])[0]  # the first of the largest
        vocab = {merge(text, best): count for text, count in vocab.items()}
        merges.append(list(best))
    return merges


def bpe_encode(word, merges):
    text = " ".join([*word, "</w>"])
    known = [tuple(pair) for pair in merges]
    while True:
        symbols = text.split(" ")
        here = set(itertools.pairwise(symbols))
        pair = next((pair for pair in known if pair in here), None)
        if pair is None:
            return symbols
        text = merge(text, pair)


def merge(text, pair):
    return re.sub(r"(?<!\S)" + re.escape(" ".join(pair)) + r"(?!\S)", lambda found: "".join(pair), text)
