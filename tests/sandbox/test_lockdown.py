"""What a submission can't do, tried by submissions; and what honest code goes on doing."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dlquiz
from dlquiz.jobs import Grader
from dlquiz.model import Report, Verdict
from dlquiz.sandbox import watch
from dlquiz.sandbox.lockdown import IF_ASKED, REQUIRED, Protection, missing, protections
from tests.support import SOLUTION, job, write_bank

Graded = Callable[..., Report]
HERE = protections()
ACTIVE = {layer.name for layer in HERE if layer.active}
FULL = pytest.mark.skipif(not ACTIVE >= REQUIRED, reason=f"this machine lacks a layer: {HERE}")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")

TRY = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def c(result):
    if result in (-1, 2**64 - 1):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def attempt():
    {code}
try:
    attempt()
except (OSError, RuntimeError) as error:
    print("denied:", error)
else:
    print("DONE")
"""


def tried(graded: Graded, code: str, **bank: object) -> str:
    """What a submission prints that runs `code` while it is imported; it must be right otherwise."""
    report = graded(TRY.format(code=code.replace("\n", "\n    ")) + SOLUTION, **bank)
    assert report.passed, report
    return report.output


def system_call(name: str, *arguments: int) -> str:
    """Code that makes a raw system call."""
    lib = pytest.importorskip("pyseccomp")
    number = lib.resolve_syscall(lib.Arch.NATIVE, name)
    if number < 0:
        pytest.skip(f"no {name} on this architecture")
    passed = "".join(f", ctypes.c_long({argument})" for argument in arguments)
    return f"libc.syscall.restype = ctypes.c_long; c(libc.syscall(ctypes.c_long({number}){passed}))"


# -- files


@FULL
@pytest.mark.parametrize(
    "path",
    [
        "{bank}/solutions/00_start/double/solution.py",
        "{bank}/exercises/00_start/double/checks.py",
        "{checkout}/solutions/10_attention/scaled_dot_product/solution.py",
        "{checkout}/exercises/10_attention/scaled_dot_product/checks.py",
        "{prefix}/share/dlquiz/solutions",
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/self/maps",
        "/proc/1/cmdline",
        "/dev/mem",
        "/dev/tty",
        "/",
        ".",
    ],
)
def test_a_submission_reads_nothing_of_ours(graded: Graded, tmp_path: Path, path: str) -> None:
    place = path.format(bank=tmp_path, checkout=Path(dlquiz.__file__).parent.parent, prefix=sys.prefix)
    output = tried(graded, f"os.close(os.open({place!r}, os.O_RDONLY))")
    assert re.match(r"denied: \[Errno (13|2|6)\]", output), output
    if Path(place).is_file() and os.access(place, os.R_OK):
        assert "[Errno 13]" in output, "it is there, so it must be out of reach"


@FULL
@pytest.mark.parametrize(
    "code",
    [
        "open({file!r}, 'a')",
        "open({file!r}, 'r+')",
        "os.open({file!r}, os.O_RDONLY | os.O_TRUNC)",
        "os.open({file!r}, os.O_WRONLY)",
        "os.truncate({file!r}, 0)",
        "os.unlink({file!r})",
        "os.rename({file!r}, {new!r})",
        "os.link({file!r}, {new!r})",
        "os.symlink({file!r}, {new!r})",
        "os.chmod({file!r}, 0)",
        "os.chmod({folder!r}, 0)",
        "os.chown({file!r}, 1, 1)",
        "os.utime({file!r})",
        "os.setxattr({file!r}, 'user.x', b'1')",
        "open({new!r}, 'w')",
        "os.mkdir({new!r})",
        "os.mkfifo({new!r})",
        "os.mknod({new!r})",
        "open('/dev/shm/dlquiz-left-behind', 'w')",
        "open('/tmp/dlquiz-left-behind', 'w')",
        "import tempfile\ntempfile.TemporaryFile()",
        "import tempfile\ntempfile.mkdtemp()",
        "import mmap\nmmap.mmap(-1, 4096).resize(8192)\nos.memfd_create('x')",
        "import torch\ntorch.save(torch.zeros(1), {new!r})",
    ],
)
def test_a_submission_writes_nothing(graded: Graded, tmp_path: Path, code: str) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    file, new = folder / "gradebook", folder / "new"
    file.write_text("points: 0\n", encoding="utf-8")
    before = file.stat()
    code = code.format(file=str(file), new=str(new), folder=str(folder))
    assert "denied:" in tried(graded, code)
    after = file.stat()
    assert file.read_text(encoding="utf-8") == "points: 0\n"
    assert (before.st_mode, before.st_uid, before.st_mtime_ns) == (after.st_mode, after.st_uid, after.st_mtime_ns)
    assert [path.name for path in folder.iterdir()] == ["gradebook"]
    assert not list(Path("/tmp").glob("dlquiz-left-behind"))
    assert not list(Path("/dev/shm").glob("dlquiz-left-behind"))


# -- processes, other processes, the network


@FULL
@pytest.mark.parametrize(
    "code",
    [
        "os._exit(0) if os.fork() == 0 else None",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "import subprocess\nsubprocess.run(['true'])",
        "import multiprocessing\nmultiprocessing.get_context('fork').Process(target=print).start()",
        "if os.system('true') != 0: raise OSError('no shell')",
        "os.forkpty()",
        "import socket\nsocket.socket()",
        "import socket\nsocket.socket(socket.AF_UNIX)",
        "import socket\nsocket.socketpair()",
        "import socket\nsocket.socket(16, socket.SOCK_RAW)",
        "os.kill(os.getppid(), 0)",
        "os.kill(os.getppid(), 9)",
        "os.kill(-1, 9)",
        "os.kill(1, 0)",
        "os.killpg(os.getpgid(os.getppid()), 9)",
        "os.pidfd_open(os.getppid())",
        "os.sched_setaffinity(os.getppid(), [0])",
        "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
        "import resource\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))",
        "import fcntl\nfcntl.fcntl(1, fcntl.F_SETOWN, os.getppid())",
        "import fcntl\nfcntl.fcntl(1, fcntl.F_SETSIG, 9)",
        "import fcntl\nfcntl.ioctl(1, 0x8901, os.getppid().to_bytes(4, 'little'))",
        "import fcntl\nfcntl.ioctl(0, 0x5412, b'x')",
        "c(libc.ptrace(16, os.getppid(), 0, 0))",
        "c(libc.prctl(1, 0, 0, 0, 0))",
        "c(libc.prctl(4, 1, 0, 0, 0))",
        "c(libc.unshare(0x10000000))",
        "c(libc.mount(b'none', b'/mnt', b'tmpfs', 0, 0))",
        "c(libc.shmget(0, 4096, 0o1600))",
        "c(libc.personality(0x0040000))",
        "os.setuid(65534)",
        "os.setgroups([])",
        "os.chroot('/usr')",
        "os.setsid()",
    ],
)
def test_a_submission_reaches_no_process_and_no_network(graded: Graded, code: str) -> None:
    assert tried(graded, code).startswith("denied: "), code


@FULL
@pytest.mark.parametrize(
    "call",
    [
        ("clone", 17),
        ("clone3", 0, 88),
        ("vfork",),
        ("execveat", -100, 0, 0, 0, 0),
        ("process_vm_readv", 1, 0, 0, 0, 0, 0),
        ("pidfd_getfd", 3, 0, 0),
        ("io_uring_setup", 8, 0),
        ("userfaultfd", 1),
        ("bpf", 0, 0, 0),
        ("perf_event_open", 0, 0, -1, -1, 0),
        ("keyctl", 0, -3, 1),
        ("add_key", 0, 0, 0, 0, 0),
        ("setns", 0, 0),
        ("mq_open", 0, 0, 0, 0),
        ("memfd_secret", 0),
        ("name_to_handle_at", -100, 0, 0, 0, 0),
        ("open_by_handle_at", -100, 0, 0),
        ("openat2", -100, 0, 0, 24),
        ("sendmsg", 3, 0, 0),
        ("rt_sigqueueinfo", 1, 9, 0),
        ("tkill", 1, 9),
        ("reboot", 0, 0, 0, 0),
        ("init_module", 0, 0, 0),
        ("kexec_load", 0, 0, 0, 0),
        ("quotactl", 0, 0, 0, 0),
        ("fanotify_init", 0, 0),
        ("inotify_init1", 0),
        ("seccomp", 0, 0, 0),
        ("landlock_create_ruleset", 0, 0, 1),
        ("process_madvise", 3, 0, 0, 0, 0),
    ],
    ids=lambda call: call[0],
)
def test_a_system_call_is_refused_before_the_kernel_looks_at_it(graded: Graded, call: tuple[str, int]) -> None:
    assert re.match(r"denied: \[Errno (1|38)\]", tried(graded, system_call(*call)))


@FULL
def test_a_call_for_another_architecture_ends_the_process(graded: Graded) -> None:
    if os.uname().machine != "x86_64":
        pytest.skip("machine code for x86-64")
    code = (
        "import mmap\n"
        "code = mmap.mmap(-1, 4096, prot=7)\n"
        r"code.write(b'\xb8\x14\x00\x00\x00\xcd\x80\xc3')" + "  # mov eax, 20 (getpid of i386); int 0x80; ret\n"
        "ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()"
    )
    report = graded(TRY.format(code=code.replace("\n", "\n    ")) + SOLUTION)
    assert report.verdict is Verdict.CRASHED
    assert "SIGSYS" in report.checks[0].message


def test_a_signal_to_itself_is_allowed(graded: Graded) -> None:
    report = graded("import os\nos.abort()\n" + SOLUTION)
    assert "SIGABRT" in report.checks[0].message
    assert "DONE" in tried(graded, "import signal\nsignal.signal(10, lambda *a: None)\nos.kill(os.getpid(), 10)")


@LINUX
def test_a_death_by_a_signal_without_a_name_is_told(graded: Graded) -> None:
    report = graded("import os\nos.kill(os.getpid(), 40)\n" + SOLUTION)
    assert report.verdict is Verdict.CRASHED
    assert "signal 40" in report.checks[0].message


# -- limits


@FULL
def test_limits_stand_and_cannot_be_raised(graded: Graded) -> None:
    code = """
import resource
for which, soft, hard in [(w, *resource.getrlimit(w)) for w in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE,
                          resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_AS)]:
    print(soft)
    try: resource.setrlimit(which, (hard + 1, hard + 1))
    except ValueError: pass
    else: raise AssertionError('raised')
"""
    output = tried(graded, code.strip(), more="limits: {seconds: 10, memory: 512}\n")
    core, size, files, seconds, memory = map(int, output.splitlines()[:5])
    assert (core, size, files, seconds) == (0, 0, 64, 80)
    assert memory < 64 << 30


def test_open_files_end_at_the_limit_and_the_grader_goes_on(graded: Graded) -> None:
    output = tried(graded, "files = [open('/dev/null') for _ in range(100)]")
    assert "Too many open files" in output


@LINUX
def test_processor_time_ends(tmp_path: Path, write_startup: Callable[[str], None]) -> None:
    write_startup("from dlquiz.sandbox import steps\nsteps.SPARE_SECONDS = -19\n")
    with Grader() as grader:
        report = grader.run(job(write_bank(tmp_path), "while True: pass\n" + SOLUTION))
    assert report.verdict is Verdict.TIMED_OUT
    assert report.seconds < 4


@FULL
def test_a_thread_bomb_is_stopped(graded: Graded) -> None:
    source = f"""
import threading
threading.stack_size(32768)
wait = threading.Event().wait
for _ in range({watch.MAX_THREADS + 200}):
    threading.Thread(target=wait, daemon=True).start()
wait()
"""
    report = graded(source + SOLUTION, more="limits: {seconds: 20, memory: 8192}\n")
    assert report.verdict is Verdict.CRASHED
    assert f"more than {watch.MAX_THREADS} threads" in report.checks[0].message
    assert graded(SOLUTION).passed


@LINUX
def test_memory_is_watched_where_the_kernel_sets_no_limit(tmp_path: Path, write_startup: Callable[[str], None]) -> None:
    write_startup(
        "import resource\n"
        "real = resource.setrlimit\n"
        "resource.setrlimit = lambda which, to: None if which == resource.RLIMIT_AS else real(which, to)\n"
    )
    bank = write_bank(tmp_path / "bank", more="limits: {seconds: 20, memory: 64}\n")
    hog = "kept = b'x' * (900 << 20)\nwhile True: pass\n"
    with Grader() as grader:
        report = grader.run(job(bank, hog + SOLUTION))
        assert report.verdict is Verdict.OUT_OF_MEMORY
        assert "more than the 64 MiB" in report.checks[0].message
        assert grader.run(job(bank, SOLUTION)).passed


# -- what is inherited


@LINUX
def test_no_descriptor_but_its_own_is_open(graded: Graded) -> None:
    code = """
import stat
for fd in range(64):
    try: mode = os.fstat(fd).st_mode
    except OSError: continue
    print(stat.filemode(mode)[0])
"""
    kinds = tried(graded, code.strip()).split()
    assert sorted(kinds) == ["-", "-", "DONE", "c", "p", "p", "s"], "two regions, /dev/null, output twice, the protocol"


ENVIRONMENT = """
import ctypes, os
# What a program was started with stands at the upper end of its stack, whatever becomes of os.environ.
at = ctypes.c_void_p.in_dll(ctypes.CDLL(None), "program_invocation_name").value
started_with = []
while word := ctypes.string_at(at):
    started_with.append(word)
    at += len(word) + 1
print(any(word.startswith(b"PATH=") for word in started_with), any(b"s3cret" in word for word in started_with))
"""


@LINUX
def test_the_environment_is_a_short_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLQUIZ_TEST_TOKEN", "s3cret-t0ken")
    bank = write_bank(tmp_path)
    source = ENVIRONMENT + "print(sorted(os.environ))\nprint(os.environ['HOME'])\n"
    with Grader() as grader:
        report = grader.run(job(bank, source + SOLUTION))
    found, names, home = report.output.splitlines()
    assert found == "True False"
    assert "TOKEN" not in names
    assert home == "/nonexistent"


def test_nothing_is_imported_from_where_the_user_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = tmp_path / "submissions"
    hall.mkdir()
    for name in ("numpy", "msgspec", "typing_extensions", "secrets"):
        (hall / f"{name}.py").write_text("raise SystemExit('a learner ran in the grader')\n", encoding="utf-8")
    monkeypatch.chdir(hall)
    with Grader() as grader:
        assert grader.run(job(write_bank(tmp_path / "bank"), SOLUTION)).passed


@LINUX
def test_the_grader_forks_from_one_thread(grader: Grader, tmp_path: Path) -> None:
    grader.run(job(write_bank(tmp_path), SOLUTION))
    threads = watch.usage(grader._parent._process.pid).threads
    assert threads == 1, "Landlock, seccomp and capabilities hold for the calling thread alone"


@LINUX
@pytest.mark.skipif(os.getuid() == 0, reason="root may read all")
def test_the_grader_hides_its_memory(grader: Grader, tmp_path: Path) -> None:
    grader.run(job(write_bank(tmp_path), SOLUTION))
    with pytest.raises(PermissionError):
        Path(f"/proc/{grader._parent._process.pid}/environ").read_bytes()


# -- what honest code does


HONEST = """
import concurrent.futures, functools, io, json, logging, random, sqlite3, statistics, tempfile, threading, time
import numpy as np
import torch

def work():
    a = torch.randn(60, 60, dtype=torch.float64)
    torch.linalg.svd(a), torch.linalg.eigh(a @ a.T), torch.fft.fft(a), torch.einsum("ij,jk->ik", a, a)
    x = torch.randn(2, 3, 8, 8, requires_grad=True)
    torch.nn.functional.conv2d(x, torch.randn(4, 3, 3, 3)).relu().sum().backward()
    torch.func.vmap(torch.func.grad(lambda v: (v**2).sum()))(a)
    torch.func.jacrev(torch.sin)(a[0])
    layer = torch.nn.LSTM(4, 4)
    optimizer = torch.optim.Adam(layer.parameters())
    layer(torch.randn(2, 1, 4))[0].sum().backward()
    optimizer.step()
    torch.set_num_threads(2)
    torch.randn(400, 400) @ torch.randn(400, 400)
    torch.set_num_threads(1)
    threads = [threading.Thread(target=torch.linalg.inv, args=(a,)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(abs, [-1, 2])) == [1, 2]
    buffer = io.BytesIO()
    torch.save({"a": a}, buffer)
    buffer.seek(0)
    assert torch.equal(torch.load(buffer)["a"], a)
    for (batch,) in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(a), batch_size=20): batch.sum()
    np.linalg.svd(np.random.default_rng(0).normal(size=(20, 20)))
    assert sqlite3.connect(":memory:").execute("select 1").fetchone() == (1,)
    with open("/dev/null", "w") as null:
        print("nothing", file=null)
    time.sleep(0.001), time.perf_counter(), time.process_time(), random.random()
    import xml.dom.minidom, unittest.mock, decimal
    print("all of it")
work()
"""


def test_honest_code_goes_on_working(graded: Graded) -> None:
    report = graded(HONEST + SOLUTION, more="limits: {seconds: 60}\n")
    assert report.passed, report
    assert "all of it" in report.output


# -- what is told


@FULL
def test_the_report_carries_the_active_layers(graded: Graded) -> None:
    assert set(graded(SOLUTION).protection) == ACTIVE - IF_ASKED
    asking = "limits: {files: 1, processes: 1}\n"
    assert set(graded(SOLUTION, more=asking).protection) == ACTIVE
    assert graded("\0").protection == (), "nothing was run"


@FULL
def test_a_job_that_demands_protection_runs_where_it_is(grader: Grader, tmp_path: Path) -> None:
    assert grader.run(job(write_bank(tmp_path), SOLUTION, demand_protection=True)).passed


def test_only_required_layers_are_missed() -> None:
    layers = [
        Protection("namespaces", False, "no"),
        Protection("limits", True, "yes"),
        Protection("files", False, "no"),
    ]
    assert [layer.name for layer in missing(layers)] == ["files"]
