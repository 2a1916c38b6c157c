"""Checks of pretext tasks: hiding patches, the loss on what is hidden, mixing tiles and putting them back."""

import torch

from dlquiz.checks import check, close, keeps_arguments, same

# N, C, rows and columns of patches, side of a patch
GRIDS = [(1, 1, 1, 2, 1), (1, 1, 2, 2, 1), (1, 2, 2, 2, 2), (2, 1, 2, 3, 2), (2, 3, 3, 2, 3), (3, 2, 1, 1, 4)]
# N, C, permutation, rows and columns of a tile
PUZZLES = [
    (1, 1, [0], 2, 3), (1, 1, [1, 0, 2, 3], 1, 1), (1, 1, [1, 2, 3, 0], 1, 1), (1, 1, [2, 0, 1, 3], 2, 1),
    (2, 3, [3, 0, 1, 2], 2, 3), (1, 1, [1, 2, 0, 4, 5, 3, 7, 8, 6], 1, 1), (2, 2, [4, 8, 1, 0, 7, 2, 5, 3, 6], 1, 2),
]  # fmt: skip


def images(draw, N, C, rows, columns, patch):
    """Images of so many patches."""
    return draw.normal(N, C, rows * patch, columns * patch)


def masks(draw, N, rows, columns):
    """visible (N, rows, columns), with one hidden patch at least."""
    visible = draw.bernoulli(N, rows, columns, p=0.5)
    visible[:1, -1, 0] = False
    return visible


@check("hidden patches become 0, the others stay", points=2)
def masking(impl, ref, draw):
    for N, C, rows, columns, patch in GRIDS:
        x, visible = images(draw, N, C, rows, columns, patch), masks(draw, N, rows, columns)
        if visible.numel() > 1:
            visible[0, 0, -1] = True
        close(impl.mask_patches(x, patch, visible), ref.mask_patches(x, patch, visible))
    x = images(draw, 2, 3, 2, 3, 2)
    for given in (torch.ones(2, 2, 3), torch.zeros(2, 2, 3)):
        visible = given.bool().to(x.device)
        close(impl.mask_patches(x, 2, visible), ref.mask_patches(x, 2, visible))
    x, visible = draw.views(images(draw, 2, 3, 2, 3, 2)), draw.views(masks(draw, 2, 2, 3))
    close(impl.mask_patches(x, 2, visible), ref.mask_patches(x, 2, visible))


@check("the loss is the mean square over what is hidden", points=2)
def loss(impl, ref, draw):
    for N, C, rows, columns, patch in GRIDS:
        prediction, target = images(draw, N, C, rows, columns, patch), images(draw, N, C, rows, columns, patch)
        arguments = prediction, target, patch, masks(draw, N, rows, columns)
        close(impl.inpainting_loss(*arguments), ref.inpainting_loss(*arguments))
    prediction, target = draw.views(images(draw, 2, 3, 2, 3, 2)), draw.views(images(draw, 2, 3, 2, 3, 2))
    visible = masks(draw, 2, 2, 3)
    close(impl.inpainting_loss(prediction, target, 2, visible), ref.inpainting_loss(prediction, target, 2, visible))


@check("what is visible has no influence on the loss", points=1, needs=loss)
def hidden_only(impl, ref, draw):
    prediction, target, visible = images(draw, 2, 3, 2, 3, 2), images(draw, 2, 3, 2, 3, 2), masks(draw, 2, 2, 3)
    visible[1] = torch.tensor([[True, False, True], [True, True, False]])
    before = impl.inpainting_loss(prediction, target, 2, visible)
    prediction[1, :, :, :2] += 1000
    target[1, 1, 2:, 2] -= 1000
    after = impl.inpainting_loss(prediction, target, 2, visible)
    same(before, after, why="changing what is visible changed the loss")


@check("nothing hidden, and no image, cost nothing", points=1, needs=loss)
def nothing(impl, ref, draw):
    for N in (2, 0):
        x, prediction = images(draw, N, 3, 2, 1, 2), images(draw, N, 3, 2, 1, 2)
        visible = torch.ones(N, 2, 1, dtype=torch.bool, device=x.device)
        close(impl.inpainting_loss(prediction, x, 2, visible), ref.inpainting_loss(prediction, x, 2, visible))
        close(impl.mask_patches(x, 2, visible), ref.mask_patches(x, 2, visible))


def puzzles(impl, ref, draw, name):
    """Compares jigsaw or unjigsaw for all puzzles, and for none."""
    for N, C, order, h, w in [*PUZZLES, (0, 2, [1, 2, 3, 0], 1, 2)]:
        n = {1: 1, 4: 2, 9: 3}[len(order)]
        arguments = draw.normal(N, C, n * h, n * w), torch.tensor(order, device=draw.device)
        close(getattr(impl, name)(*arguments), getattr(ref, name)(*arguments))
    viewed = draw.views(draw.normal(2, 2, 6, 3)), draw.permutation(9)
    close(getattr(impl, name)(*viewed), getattr(ref, name)(*viewed))


@check("tile i of the puzzle is tile permutation[i] of the image", points=2)
def mixing(impl, ref, draw):
    puzzles(impl, ref, draw, "jigsaw")


@check("unjigsaw puts every tile back", points=2)
def unmixing(impl, ref, draw):
    puzzles(impl, ref, draw, "unjigsaw")


@check("the arguments stay as they are", points=1, needs=(masking, loss, mixing, unmixing))
def pure(impl, ref, draw):
    x, visible = images(draw, 2, 3, 2, 2, 2), masks(draw, 2, 2, 2)
    keeps_arguments(impl.mask_patches, x, 2, visible)
    keeps_arguments(impl.inpainting_loss, x, images(draw, 2, 3, 2, 2, 2), 2, visible)
    for function in (impl.jigsaw, impl.unjigsaw):
        keeps_arguments(function, x, torch.tensor([1, 2, 3, 0], device=draw.device))
