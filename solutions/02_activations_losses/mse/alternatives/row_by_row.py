"""A loss for each row first; the mean over rows only if there are any. The gradients come in a list."""


def mse(prediction, target):
    losses = (prediction - target).square().sum(dim=1)
    return losses.mean() if losses.numel() else losses.sum()


def mse_backward(grad_output, prediction, target):
    N = prediction.shape[0]
    grad = (prediction - target).mul_(2 * grad_output)
    grad /= N
    return [grad, grad.neg()]
