"""A bank of any size: the exercises of the real one, over and over under new names."""

import shutil
from pathlib import Path

import msgspec

from dlquiz.bank import Bank


def make_bank(root: Path, size: int) -> Bank:
    """A bank of `size` exercises in the new folder `root`; the first are the real ones, under their own names."""
    real = Bank.find(None)
    metas = real.metas()
    slugs: dict[str, list[str]] = {topic.name: [] for topic in real.topics()}
    for number in range(size):
        round_, place = divmod(number, len(metas))
        meta = metas[place]
        slug = f"{meta.slug}_{round_}" if round_ else meta.slug
        for folder in (Path(meta.folder), real.solution_folder(meta.slug)):
            shutil.copytree(folder, root / folder.relative_to(real.root).with_name(slug))
        slugs[meta.topic].append(slug)
    topics = [{"name": topic.name, "title": topic.title, "exercises": slugs[topic.name]} for topic in real.topics()]
    (root / "exercises" / "curriculum.yaml").write_bytes(msgspec.yaml.encode({"topics": topics}))
    return Bank(root)
