"""The released tokenizer's way: two pointers, and a flag for words that can't be cut."""


def wordpiece(word, vocab, unk="[UNK]"):
    characters = list(word)
    start, bad, tokens = 0, False, []
    while start < len(characters):
        end, found = len(characters), None
        while start < end:
            text = "".join(characters[start:end])
            if start > 0:
                text = "##" + text
            if text in vocab:
                found = text
                break
            end -= 1
        if found is None:
            bad = True
            break
        tokens.append(found)
        start = end
    return [unk] if bad else tokens
