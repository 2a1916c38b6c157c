"""The seccomp programs themselves, for both architectures, run by a small interpreter of BPF."""

import errno
import os
import struct

import pytest

from dlquiz.sandbox import linux, seccomp

lib = pytest.importorskip("pyseccomp")
ARCHITECTURES = {"x86-64": lib.Arch.X86_64, "arm64": lib.Arch.AARCH64}
ALLOW = lib.ALLOW
REFUSE = lib.ERRNO(errno.EPERM)
UNKNOWN = lib.ERRNO(errno.ENOSYS)
KILL = lib.KILL_PROCESS
CPU = seccomp.Grants()
CUDA = seccomp.Grants("cuda")
GENEROUS = seccomp.Grants(files=True, forks=True)
PROGRAMS = {
    (name, grants): seccomp.compiled(grants, architecture)
    for name, architecture in ARCHITECTURES.items()
    for grants in (CPU, CUDA, GENEROUS)
}

# Documentation/networking/filter.rst: the codes of classic BPF that libseccomp writes.
LOAD, AND, RETURN, JUMP = 0x20, 0x54, 0x06, 0x05
COMPARE = {0x15: int.__eq__, 0x25: int.__gt__, 0x35: int.__ge__, 0x45: lambda a, k: a & k != 0}


def answer(program: bytes, architecture: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """What the kernel would answer to a system call."""
    padded = [argument % 2**64 for argument in (*arguments, *[0] * (6 - len(arguments)))]
    data = struct.pack("<IIQ6Q", number % 2**32, architecture, 0, *padded)  # struct seccomp_data
    code, at, accumulator = list(struct.iter_unpack("<HBBI", program)), 0, 0
    while True:
        operation, if_true, if_false, k = code[at]
        at += 1
        if operation == LOAD:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif operation == AND:
            accumulator &= k
        elif operation == RETURN:
            return int(k)
        elif operation == JUMP:
            at += k
        else:
            at += if_true if COMPARE[operation](accumulator, k) else if_false


def ask(architecture: str, name: str, *arguments: int, grants: seccomp.Grants = CPU) -> int:
    """The answer to a call by name."""
    token = ARCHITECTURES[architecture]
    number = lib.resolve_syscall(token, name)
    return answer(PROGRAMS[architecture, grants], token, number, arguments)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_call_of_the_lists_gets_its_answer(architecture: str) -> None:
    token, program = ARCHITECTURES[architecture], PROGRAMS[architecture, CPU]
    checked = 0
    for names, wanted in ((seccomp.ALLOWED, ALLOW), (seccomp.REFUSED, REFUSE)):
        for name in names.split():
            number = lib.resolve_syscall(token, name)
            if number >= 0:
                assert answer(program, token, number) == wanted, name
                checked += 1
    assert checked > 200


PID = seccomp.OWN_PID
OPEN = os.O_RDONLY | os.O_CLOEXEC
CONDITIONS = [
    ("clone3", (0, 88), UNKNOWN),
    ("clone", (0x3D0F00,), ALLOW),  # glibc's pthread_create
    ("clone", (17,), REFUSE),  # fork
    ("clone", (0x4111,), REFUSE),  # vfork
    ("clone", (linux.CLONE_NEWUSER | 17,), REFUSE),
    ("kill", (PID, 6), ALLOW),
    ("kill", (PID + 1, 6), REFUSE),
    ("kill", (0, 9), REFUSE),
    ("kill", (-1, 9), REFUSE),
    ("kill", (PID | 1 << 32, 9), REFUSE),
    ("tgkill", (PID, 5, 6), ALLOW),
    ("tgkill", (1, PID, 6), REFUSE),
    ("prlimit64", (0, 7, 0, 0), ALLOW),
    ("prlimit64", (1, 7, 0, 0), UNKNOWN),
    ("sched_setaffinity", (0, 8, 0), REFUSE),
    ("sched_setaffinity", (1, 8, 0), REFUSE),
    ("openat", (-100, 0, OPEN), ALLOW),
    ("openat", (-100, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), ALLOW),  # Landlock's to deny; /dev/null is fine
    ("openat", (-100, 0, os.O_RDONLY | os.O_TRUNC), UNKNOWN),
    ("openat", (-100, 0, os.O_ACCMODE | os.O_TRUNC), UNKNOWN),
    ("open", (0, OPEN), ALLOW),
    ("open", (0, os.O_RDONLY | os.O_TRUNC), UNKNOWN),
    ("openat2", (-100, 0, 0, 24), UNKNOWN),
    ("prctl", (15, 0), ALLOW),
    ("prctl", (1, 0), UNKNOWN),  # the parent's death signal
    ("prctl", (22, 2, 0), UNKNOWN),
    ("fcntl", (1, 3), ALLOW),
    ("fcntl", (1, 8, 1), UNKNOWN),
    ("fcntl", (1, 10, 9), UNKNOWN),
    ("fcntl", (1, 15, 0), UNKNOWN),
    ("ioctl", (1, 0x5401), ALLOW),
    ("ioctl", (1, 0x5412), UNKNOWN),  # TIOCSTI types into a terminal
    ("ioctl", (1, 0x8901), UNKNOWN),
    ("ioctl", (1, 0x46 << 8 | 1), UNKNOWN),
    ("process_vm_readv", (1,), REFUSE),
    ("landlock_create_ruleset", (), UNKNOWN),
]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(("name", "arguments", "wanted"), CONDITIONS)
def test_conditions_on_arguments(architecture: str, name: str, arguments: tuple[int, ...], wanted: int) -> None:
    if (architecture, name) == ("arm64", "open"):
        wanted = UNKNOWN  # it has openat alone
    assert ask(architecture, name, *arguments) == wanted


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_cuda_gets_its_own_devices_and_no_more(architecture: str) -> None:
    for command in (0x4601, 0xC020462A, 0x25, 0x30000001):
        assert ask(architecture, "ioctl", 5, command, grants=CUDA) == ALLOW
    for command in (0x5412, 0x8901):
        assert ask(architecture, "ioctl", 5, command, grants=CUDA) == UNKNOWN
    assert ask(architecture, "memfd_create", grants=CUDA) == ALLOW
    assert ask(architecture, "socket", grants=CUDA) == REFUSE


FORK = 0x1200011  # glibc's: CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD
GRANTED = [
    ("clone", (FORK,), ALLOW),
    ("clone", (0x3D0F00,), ALLOW),
    *(("clone", (flag | 17,), UNKNOWN) for flag in (1 << bit for bit in range(32)) if flag & seccomp.APART),
    ("clone3", (0, 88), UNKNOWN),
    ("execve", (), REFUSE),
    ("execveat", (), REFUSE),
    ("kill", (PID + 1, 9), ALLOW),
    ("kill", (-1, 9), UNKNOWN),
    ("kill", (-PID, 9), UNKNOWN),
    ("kill", (2**32 - 1, 9), UNKNOWN),
    ("kill", (PID | 1 << 32, 9), UNKNOWN),
    ("tgkill", (5, 5, 9), ALLOW),
    ("setsid", (), REFUSE),
    ("unlink", (), ALLOW),
    ("ftruncate", (), ALLOW),
    ("truncate", (), REFUSE),
    ("chmod", (), REFUSE),
    ("fchmod", (), REFUSE),
    ("symlink", (), REFUSE),
    ("mknod", (), REFUSE),
    ("setxattr", (), REFUSE),
    ("socket", (), REFUSE),
    ("unshare", (), REFUSE),
    ("mount", (), REFUSE),
]


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(("name", "arguments", "wanted"), GRANTED)
def test_what_an_exercise_may_ask_for(architecture: str, name: str, arguments: tuple[int, ...], wanted: int) -> None:
    if lib.resolve_syscall(ARCHITECTURES[architecture], name) < 0:
        pytest.skip("not on this architecture")
    assert ask(architecture, name, *arguments, grants=GENEROUS) == wanted


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_other_ways_into_the_kernel_kill(architecture: str) -> None:
    program = PROGRAMS[architecture, CPU]
    others = {lib.Arch.X86, lib.Arch.ARM, *ARCHITECTURES.values()} - {ARCHITECTURES[architecture]}
    for token in others:
        assert answer(program, token, 0) == KILL
    if architecture == "x86-64":
        assert answer(program, ARCHITECTURES[architecture], 0x40000000 + 59) == KILL, "the x32 ABI"


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("number", [462, 500, 1000, 2**30 - 1])
def test_calls_of_future_kernels_are_unknown(architecture: str, number: int) -> None:
    assert answer(PROGRAMS[architecture, CPU], ARCHITECTURES[architecture], number) == UNKNOWN


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=map(str, PROGRAMS))
def test_the_own_pid_stands_in_operands_alone(program: bytes) -> None:
    mark = seccomp.OWN_PID.to_bytes(4, "little")
    operands = [k for *_, k in struct.iter_unpack("<HBBI", program)]
    assert program.count(mark) == operands.count(seccomp.OWN_PID) > 0
