"""Checks of the count. The smallest nets first; an answer is only told from another by one layer at a time."""

from dlquiz.checks import check, close, raises

VGG16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]
VGG19 = [64] * 2 + ["M"] + [128] * 2 + ["M"] + [256] * 4 + ["M"] + [512] * 4 + ["M"] + [512] * 4 + ["M"]


def compare(impl, ref, *arguments, **settings):
    close(impl.vgg_params(*arguments, **settings), ref.vgg_params(*arguments, **settings))


@check("a convolution reads all channels of the one before, and has biases", points=2)
def convolutions(impl, ref, draw):
    for config in ([1], [5], [2, 3], [4, 2, 6], [3, 3], [draw.integer(5, 9), draw.integer(10, 20)]):
        compare(impl, ref, config, 10, 1)


@check("every pooling halves the image, and the first dense layer reads what is left", points=2)
def poolings(impl, ref, draw):
    for config, size in [([2], 2), ([2, "M"], 2), ([2, "M"], 6), ([2, "M", 5, "M"], 4), ([3, "M", "M", 2], 12)]:
        compare(impl, ref, config, 10, size)


@check("an odd size loses its last row and column", points=1, needs=poolings)
def odd(impl, ref, draw):
    for config, size in [([2, "M"], 3), ([2, "M"], 5), ([2, "M", 3, "M"], 7), (["M", 4, "M", "M"], 23)]:
        compare(impl, ref, config, 10, size)


@check("the last layer has a unit for each class", points=1, needs=convolutions)
def classes(impl, ref, draw):
    for count in (1, 2, 10, draw.integer(20, 500)):
        compare(impl, ref, [2], count, 1)
        compare(impl, ref, [3, "M"], num_classes=count, image_size=2)


@check("images are 224 × 224 with 1000 classes unless told otherwise", points=1, needs=(poolings, classes))
def defaults(impl, ref, draw):
    compare(impl, ref, [2])
    compare(impl, ref, [2, "M", 4], 10)
    compare(impl, ref, [2, "M", 4], image_size=8)
    compare(impl, ref, [])  # three dense layers on the image itself


@check("VGG-16 and VGG-19", points=2)
def real(impl, ref, draw):
    compare(impl, ref, VGG16)
    compare(impl, ref, VGG19)


@check("what can't be is refused", points=1)
def impossible(impl, ref, draw):
    for arguments in [
        (["M"], 10, 1),
        ([2, "M", "M", "M"], 10, 7),
        ([0], 10, 4),
        ([2, -3, "M"], 10, 4),
        ([2], 0, 4),
        ([2], -1, 4),
        ([2], 10, 0),
        ([2], 10, -4),
        ([2, "M"], 10, -4),
    ]:
        raises(ValueError, impl.vgg_params, *arguments)
