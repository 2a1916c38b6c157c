"""Everything transposed, as in textbooks: an example is a column, a layer is W X + b, the biases are columns too."""

import torch
import torch.nn.functional as F


def columns(x, params):
    w1, w2 = params["w1"], params["w2"]
    hidden = torch.relu(w1 @ x.mT + params["b1"].unsqueeze(1))  # (H, N)
    return hidden, w2 @ hidden + params["b2"].unsqueeze(1)  # (K, N)


def mlp_loss(x, labels, params):
    if x.shape[0] == 0:
        return torch.zeros((), dtype=x.dtype, device=x.device)
    return F.cross_entropy(columns(x, params)[1].mT, labels)


def mlp_gradients(x, labels, params):
    count = max(x.shape[0], 1)
    hidden, scores = columns(x, params)
    classes = torch.arange(scores.shape[0], device=x.device).unsqueeze(1)
    delta2 = (F.softmax(scores, dim=0) - (classes == labels).to(x.dtype)).div(count)  # (K, N)
    delta1 = (params["w2"].mT @ delta2) * hidden.sign()  # (H, N)
    return {"w1": delta1 @ x, "b1": delta1.sum(1), "w2": delta2 @ hidden.mT, "b2": delta2.sum(1)}
