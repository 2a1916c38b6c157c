"""The products as the lecture notes write them, two halves at a time."""


def alexnet_layer_params(two_gpus=True, pooled=True):
    if two_gpus:
        convs = (
            11 * 11 * 3 * 48 * 2,
            5 * 5 * 48 * 128 * 2,
            3 * 3 * 256 * 384,
            3 * 3 * 192 * 192 * 2,
            3 * 3 * 192 * 128 * 2,
        )
    else:
        convs = (11**2 * 3 * 96, 5**2 * 96 * 256, 3**2 * 256 * 384, 3**2 * 384 * 384, 3**2 * 384 * 256)
    return (*convs, (6**2 if pooled else 13**2) * 256 * 4096, 4096**2, 4096 * 1000)


def alexnet_total(two_gpus=True):
    return sum(alexnet_layer_params(two_gpus, True)) + (48 + 128 + 192 + 192 + 128 + 2048 + 2048) * 2 + 1000
