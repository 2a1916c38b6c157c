"""Each bias is a column of its weight matrix that meets a constant input of 1, so both layers are plain products."""

import torch
import torch.nn.functional as F


def with_ones(rows):
    return torch.cat([rows, torch.ones_like(rows[:, :1])], dim=1)


def loss_and_gradients(x, labels, params):
    layer1 = torch.cat([params["w1"], params["b1"][:, None]], dim=1)  # (H, D + 1)
    layer2 = torch.cat([params["w2"], params["b2"][:, None]], dim=1)  # (K, H + 1)
    inputs = with_ones(x)
    hidden = F.relu(torch.einsum("nd,hd->nh", inputs, layer1))
    inner = with_ones(hidden)
    logits = torch.einsum("nh,kh->nk", inner, layer2)
    count = max(1, len(x))
    loss = F.cross_entropy(logits, labels, reduction="sum") / count

    delta = torch.softmax(logits, 1)
    delta[torch.arange(len(x)), labels] -= 1
    delta = delta / count
    grad2 = torch.einsum("nk,nh->kh", delta, inner)
    delta = torch.einsum("nk,kh->nh", delta, layer2[:, :-1]) * torch.sign(hidden)
    grad1 = torch.einsum("nh,nd->hd", delta, inputs)
    return loss, {"w1": grad1[:, :-1], "b1": grad1[:, -1], "w2": grad2[:, :-1], "b2": grad2[:, -1]}
