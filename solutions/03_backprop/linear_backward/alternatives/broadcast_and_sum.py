"""Every single share (..., O, I) is made by broadcasting, and then summed over what does not belong to the argument."""


def linear_backward(grad_output, x, weight, bias):
    leading = tuple(range(x.dim() - 1))
    g = grad_output.unsqueeze(-1)  # (..., O, 1)
    grad_x = (g * weight).sum(-2)
    grad_weight = g * x.unsqueeze(-2)  # (..., O, I)
    grad_bias = grad_output
    if leading:  # sum(()) would take all dimensions
        grad_weight, grad_bias = grad_weight.sum(leading), grad_bias.sum(leading)
    return grad_x, grad_weight, grad_bias.clone()
