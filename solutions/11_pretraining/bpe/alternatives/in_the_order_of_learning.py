"""Byte-pair encoding: every merge in turn, each once; a piece is only ever made of pieces that were learnt before."""


def bpe_merges(corpus, n):
    vocab = [([*word, "</w>"], count) for word, count in corpus.items()]
    merges = []
    for _ in range(n):
        counts = {}
        for pieces, count in vocab:
            for i in range(len(pieces) - 1):
                pair = pieces[i], pieces[i + 1]
                counts[pair] = counts.get(pair, 0) + count
        if len(counts) == 0:
            break
        most = max(counts.values())
        best = sorted(pair for pair in counts if counts[pair] == most)[0]
        merges.append(best)
        for pieces, _ in vocab:
            join(pieces, best)
    return merges


def bpe_encode(word, merges):
    pieces = [*word, "</w>"]
    for pair in merges:
        join(pieces, pair)
    return pieces


def join(pieces, pair):
    i = 0
    while i < len(pieces) - 1:
        if pieces[i] == pair[0] and pieces[i + 1] == pair[1]:
            pieces[i : i + 2] = [pair[0] + pair[1]]
        i += 1
