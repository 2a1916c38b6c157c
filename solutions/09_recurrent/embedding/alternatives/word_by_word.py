"""Goes through the places one after the other, and backward through the vocabulary, asking where each word stood."""

import torch


def embedding(ids, weight):
    out = weight.new_empty(ids.numel(), weight.shape[1])
    for place, word in enumerate(ids.flatten().tolist()):
        out[place] = weight[word]
    return out.view(*ids.shape, weight.shape[1])


def embedding_backward(grad_output, ids, weight):
    per_word = [grad_output[ids == word].sum(dim=0) for word in range(len(weight))]
    return torch.stack(per_word)
