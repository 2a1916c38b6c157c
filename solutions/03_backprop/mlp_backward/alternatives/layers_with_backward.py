"""Layers that keep what they have seen and know their own backward: the way libraries are built."""

import torch


class Linear:
    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def forward(self, x):
        self.x = x
        return torch.addmm(self.bias, x, self.weight.t())

    def pull(self, grad):
        self.grad_weight = torch.einsum("no,ni->oi", grad, self.x)
        self.grad_bias = torch.einsum("no->o", grad)
        return torch.mm(grad, self.weight)


class ReLU:
    def forward(self, x):
        self.off = x <= 0
        return x.masked_fill(self.off, 0)

    def pull(self, grad):
        return grad.masked_fill(self.off, 0)


class CrossEntropy:
    def forward(self, logits, labels):
        self.rows = torch.arange(len(labels), device=logits.device), labels
        self.log_p = logits - torch.logsumexp(logits, 1, keepdim=True)
        self.count = max(1, len(labels))
        return -self.log_p[self.rows].sum() / self.count

    def pull(self):
        grad = self.log_p.exp()
        grad[self.rows] -= 1
        return grad / self.count


def run(x, labels, params):
    layers = [Linear(params["w1"], params["b1"]), ReLU(), Linear(params["w2"], params["b2"])]
    for layer in layers:
        x = layer.forward(x)
    end = CrossEntropy()
    return end.forward(x, labels), layers, end


def mlp_loss(x, labels, params):
    return run(x, labels, params)[0]


def mlp_gradients(x, labels, params):
    _, layers, end = run(x, labels, params)
    grad = end.pull()
    for layer in reversed(layers):
        grad = layer.pull(grad)
    first, _, second = layers
    return {"b2": second.grad_bias, "w2": second.grad_weight, "b1": first.grad_bias, "w1": first.grad_weight}
