"""Only words that have the pair are counted anew; when a word is cut, one place is joined at a time."""

from collections import defaultdict
from itertools import pairwise


def _pairs(symbols):
    return list(pairwise(symbols))


def _joined(symbols, pair):
    symbols = list(symbols)
    i = 0
    while i + 1 < len(symbols):
        if (symbols[i], symbols[i + 1]) == tuple(pair):
            symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
        i += 1
    return symbols


def bpe_merges(corpus, n):
    words = {word: [*word, "</w>"] for word in corpus}
    table = defaultdict(int)
    for word, count in corpus.items():
        for pair in _pairs(words[word]):
            table[pair] += count
    merges = []
    while len(merges) < n and any(table.values()):
        best = sorted(table, key=lambda pair: (pair[0], pair[1]))
        best = max(best, key=table.__getitem__)  # the first of the largest
        merges.append([best[0], best[1]])
        for word, count in corpus.items():
            if best in _pairs(words[word]):
                for pair in _pairs(words[word]):
                    table[pair] -= count
                words[word] = _joined(words[word], best)
                for pair in _pairs(words[word]):
                    table[pair] += count
    return merges


def bpe_encode(word, merges):
    symbols = [*word, "</w>"]
    order = [tuple(pair) for pair in merges]
    while True:
        places = [(order.index(pair), i) for i, pair in enumerate(_pairs(symbols)) if pair in order]
        if not places:
            return symbols
        _, i = min(places)
        symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
