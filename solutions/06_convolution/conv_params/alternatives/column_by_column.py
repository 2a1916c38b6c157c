"""Groups as AlexNet drew them: as many small layers side by side, each counted as if it stood alone."""


def conv_params(in_channels, out_channels, kernel, groups=1, bias=True):
    try:
        height, width = kernel
    except TypeError:
        height = width = kernel
    if groups < 1 or height < 1 or width < 1:
        raise ValueError("nothing to count")
    total = 0
    for column in range(groups):
        inputs = _share(in_channels, groups, column)
        outputs = _share(out_channels, groups, column)
        total += outputs * (inputs * height * width + int(bias))
    return total


def _share(channels, groups, column):
    first, last = channels * column / groups, channels * (column + 1) / groups
    if not (first.is_integer() and last.is_integer() and first < last):
        raise ValueError(f"{channels} channels can't be shared equally by {groups} groups")
    return int(last - first)
