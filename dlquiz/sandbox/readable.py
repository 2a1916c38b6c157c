"""Which files a sandbox may read: Python's own, the libraries', and a few facts about the machine.

Named one by one, since what must stay closed can lie close by: a wheel puts the solutions into <prefix>/share, an
editable installation puts the checkout, solutions and all, on the path of imports, and learners work where they like.
"""

import functools
import os
import site
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

SYSTEM = (
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"),
    *("/usr/share/locale", "/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache"),
    *("/dev/urandom", "/dev/random", "/dev/zero", "/proc/cpuinfo", "/sys/devices/system/cpu"),
)
CUDA = (
    *("/usr/local/cuda", "/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices", "/proc/modules"),
    *("/sys/devices/system/node", "/sys/bus/pci/devices", "/sys/module/nvidia", "/sys/module/nvidia_uvm"),
    *("/sys/class/drm", "/usr/share/nvidia", "/etc/nvidia"),
)


@functools.cache
def readable() -> tuple[Path, ...]:
    """Files and folders for every run. Ask once in the clean parent, where all that matters has been imported."""
    roots: list[Path] = []
    for path in (*_installation(), *map(Path, SYSTEM), *_imported()):
        resolved = Path(os.path.realpath(path))
        if not any(resolved.is_relative_to(root) for root in roots):
            roots.append(resolved)
    return tuple(roots)


def for_device(device: str) -> tuple[Path, ...]:
    """What else a run on that device reads. CUDA: untested."""
    return tuple(map(Path, CUDA)) if device == "cuda" else ()


def devices(device: str) -> tuple[Path, ...]:
    """Device files that a run may use in full. CUDA: untested."""
    nvidia = sorted(Path("/dev").glob("nvidia*")) if device == "cuda" else []
    return (Path(os.devnull), *nvidia)


def _installation() -> Iterator[Path]:
    """The standard library and the folders of installed packages."""
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}:
        for folder in ("lib", "lib64"):
            yield Path(prefix, folder)
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_path(name))
    yield from map(Path, site.getsitepackages())
    yield from (path for path in map(Path, sys.path) if path.name in ("site-packages", "dist-packages"))
    if site.ENABLE_USER_SITE:
        yield Path(site.getusersitepackages())


def _imported() -> Iterator[Path]:
    """What has been imported from elsewhere (PYTHONPATH, editable installations): each package's own folder alone."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if "." not in name and name not in sys.stdlib_module_names and isinstance(file, str):
            yield Path(file).parent if Path(file).stem == "__init__" else Path(file)
