"""Where jobs run: what of it can change a verdict, and what protects it from a submission. Never imports torch."""

from importlib.metadata import version

import msgspec

from dlquiz.jobs import missing, protections


class Surroundings(msgspec.Struct, frozen=True):
    """A machine, or what all machines of an engine have in common."""

    torch: str  # version
    active: tuple[str, ...]  # layers of the lock-down that hold
    lacking: tuple[str, ...]  # those without which no stranger's code should run, each in words: its name, and why


def look_around() -> Surroundings:
    """This machine's. Forks a child that tries each layer: for a process that has no threads yet."""
    layers = protections()
    active = tuple(layer.name for layer in layers if layer.active)
    lacking = tuple(f"“{layer.name}” is not active: {layer.note}" for layer in missing(layers))
    return Surroundings(version("torch"), active, lacking)
