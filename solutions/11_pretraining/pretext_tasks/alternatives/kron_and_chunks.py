"""The mask as a Kronecker product, the loss by selecting, the tiles by chunks that are put side by side."""

import torch


def mask_patches(x, patch, visible):
    ones = torch.ones(1, patch, patch, dtype=x.dtype, device=x.device)
    return x * torch.kron(visible.to(x.dtype).contiguous(), ones).unsqueeze(1)


def inpainting_loss(prediction, target, patch, visible):
    rows = torch.arange(target.shape[2], device=target.device) // patch
    columns = torch.arange(target.shape[3], device=target.device) // patch
    hidden = ~visible[:, rows][:, :, columns]  # (N, H, W)
    chosen = (prediction - target).movedim(1, -1)[hidden]
    return chosen.pow(2).mean() if chosen.numel() else chosen.sum()


def jigsaw(x, permutation):
    n = round(len(permutation) ** 0.5)
    tiles = [tile for band in x.chunk(n, dim=2) for tile in band.chunk(n, dim=3)]
    mixed = [tiles[i] for i in permutation.tolist()]
    return torch.cat([torch.cat(mixed[k : k + n], dim=3) for k in range(0, n * n, n)], dim=2)


def unjigsaw(x, permutation):
    inverse = torch.empty_like(permutation)
    inverse[permutation] = torch.arange(len(permutation), device=permutation.device)
    return jigsaw(x, inverse)
