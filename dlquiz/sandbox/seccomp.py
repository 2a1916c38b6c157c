"""seccomp: which system calls a submission may make, as one program that is compiled once and loaded in each child.

Three answers. What honest code needs is *allowed*: reading files, memory, threads, time, the protocol's open socket.
What code may want and does not get is *refused* with EPERM, which Python shows as a PermissionError: processes, other
programs, sockets, signals to others, changing files. All else, also what future kernels bring, looks like a kernel
without that call (ENOSYS), for which the C library has a way around: clone3, whose flags no filter can see, becomes
clone, which is allowed for threads alone. Calls for another architecture kill the process.

Compiled by libseccomp, through its Python binding pyseccomp. Both are needed; without them this layer is missing.
"""

import ctypes
import errno
import fcntl
import functools
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from dlquiz.sandbox import linux

NO_SUCH_CALL = -1  # __NR_SCMP_ERROR in seccomp.h: newer than the installed libseccomp
SECCOMP_MODE_FILTER = 2  # include/uapi/linux/seccomp.h
INSTRUCTION = 8  # bytes of a struct sock_filter, include/uapi/linux/filter.h
OWN_PID = 0x7ACEB00F  # stands in the program for the number of the process that loads it; above any real one

ALLOWED = """
    read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 close close_range lseek
    stat lstat fstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents getdents64
    getcwd chdir fchdir statfs fstatfs fadvise64 readahead dup dup2 dup3 pipe pipe2 umask
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
    sendto recvfrom getsockname getpeername getsockopt shutdown
    mmap munmap mprotect mremap madvise brk msync mincore membarrier get_mempolicy set_mempolicy mbind
    futex futex_waitv get_robust_list set_robust_list rseq set_tid_address arch_prctl
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack restart_syscall
    exit exit_group wait4 waitid sched_yield sched_getaffinity sched_getparam sched_getscheduler getcpu
    sched_get_priority_max sched_get_priority_min
    clock_gettime clock_getres clock_nanosleep gettimeofday time times nanosleep
    alarm getitimer setitimer pause timer_create timer_settime timer_gettime timer_getoverrun timer_delete
    timerfd_create timerfd_settime timerfd_gettime
    getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid getgroups
    getpriority getrlimit setrlimit getrusage sysinfo uname getrandom capget
"""

REFUSED = """
    fork vfork execve execveat ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp
    pidfd_open pidfd_getfd pidfd_send_signal tkill rt_sigqueueinfo rt_tgsigqueueinfo
    socket socketpair connect bind listen accept accept4 sendmsg recvmsg sendmmsg recvmmsg setsockopt
    shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semtimedop semctl
    mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
    creat truncate ftruncate fallocate unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat
    symlink symlinkat mknod mknodat chmod fchmod fchmodat chown fchown lchown fchownat utime utimes futimesat utimensat
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr flock
    splice tee vmsplice sendfile copy_file_range memfd_create memfd_secret
    name_to_handle_at open_by_handle_at fanotify_init fanotify_mark inotify_init inotify_init1 inotify_add_watch
    mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr
    unshare setns setsid setpgid setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
    personality setpriority ioprio_set sched_setscheduler sched_setparam sched_setattr migrate_pages move_pages
    io_uring_setup io_uring_enter io_uring_register userfaultfd bpf perf_event_open seccomp
    add_key request_key keyctl quotactl acct swapon swapoff reboot kexec_load kexec_file_load
    init_module finit_module delete_module syslog settimeofday clock_settime adjtimex clock_adjtime
    sethostname setdomainname vhangup modify_ldt iopl ioperm
"""

PRCTLS = (linux.PR_SET_NAME, linux.PR_GET_NAME, linux.PR_GET_DUMPABLE, linux.PR_GET_NO_NEW_PRIVS, linux.PR_SET_VMA)
FCNTLS = (  # not F_SETOWN and F_SETSIG: the kernel would send signals to others for us
    *(fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_SETFL),
    getattr(fcntl, "F_GETPIPE_SZ", 1032),
)
IOCTLS = (  # include/uapi/asm-generic/ioctls.h: TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
    *(0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451),
)

CUDA_ALLOWED = "memfd_create ftruncate mlock mlock2 munlock"
# What Landlock bounds to the folder that may be written to. Not chmod, utime and their like, which it does not bound.
FILES_ALLOWED = (
    "ftruncate fallocate fsync fdatasync unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat"
)
APART = (  # a process in other namespaces, with another parent, or traced
    linux.CLONE_NEWNS | linux.CLONE_NEWCGROUP | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC | linux.CLONE_NEWUSER
    | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_PARENT | linux.CLONE_PTRACE
)  # fmt: skip
PIDS = (1 << 31) - 1  # the highest number of a process; below 0 are groups
NVIDIA = 0x4600  # ioctls of kind 'F': NV_IOCTL_MAGIC in NVIDIA's nv-ioctl-numbers.h
UVM = (0x30000001, 0x30000002)  # UVM_INITIALIZE, UVM_DEINITIALIZE in NVIDIA's uvm_linux_ioctl.h; its others are < 256


class Missing(Exception):
    """libseccomp or its binding is not installed, or too old; the text says so."""


class Grants(NamedTuple):
    """What a filter lets through beside the common: a device, changes to files, new processes and signals to them."""

    device: str = "cpu"
    files: bool = False
    forks: bool = False


@functools.cache
def program(grants: Grants) -> bytes | Missing:
    """The compiled filter for these grants, or why there is none; asked in the parent, it is there for all."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as error:
        fix = "install libseccomp2 (Debian, Ubuntu), libseccomp (Fedora) and pyseccomp (pip)"
        return Missing(f"{error}: {fix}")
    try:
        return compiled(grants, pyseccomp.system_arch())
    except OSError as error:
        return Missing(f"libseccomp can't make the filter ({error.strerror})")


def compiled(grants: Grants, architecture: int) -> bytes:
    """The filter for one architecture, in pyseccomp's numbering."""
    import pyseccomp as lib

    rules = lib.SyscallFilter(lib.ERRNO(errno.ENOSYS))
    if architecture != lib.system_arch():
        rules.add_arch(architecture)
        rules.remove_arch(lib.Arch.NATIVE)
    rules.set_attr(lib.Attr.ACT_BADARCH, lib.KILL_PROCESS)
    refuse = lib.ERRNO(errno.EPERM)
    allowed = ALLOWED.split()
    allowed += CUDA_ALLOWED.split() if grants.device == "cuda" else []
    allowed += FILES_ALLOWED.split() if grants.files else []
    answers = [(name, lib.ALLOW, ()) for name in allowed]
    answers += [(name, refuse, ()) for name in REFUSED.split() if name not in allowed]
    for name, action, condition in (*answers, *_conditional(lib, grants, refuse)):
        number = lib.resolve_syscall(lib.Arch.NATIVE, name)
        if number != NO_SUCH_CALL:
            rules.add_rule(action, number, *condition)
    with os.fdopen(os.memfd_create("seccomp"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _conditional(lib: Any, grants: Grants, refuse: int) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
    """Calls that depend on an argument: (name, action, conditions). Whatever fits no condition is ENOSYS."""

    def equal(argument: int, value: int, mask: int = ~0) -> tuple[Any]:
        return (lib.Arg(argument, lib.MASKED_EQ, mask & (1 << 64) - 1, value),)

    yield "clone", lib.ALLOW, equal(0, linux.CLONE_THREAD, linux.CLONE_THREAD)
    if grants.forks:
        yield "clone", lib.ALLOW, equal(0, 0, APART)
    else:
        yield "clone", refuse, equal(0, 0, linux.CLONE_THREAD)
    for name in ("kill", "tgkill"):
        if grants.forks:  # in a namespace where it sees its own alone
            yield name, lib.ALLOW, equal(0, 0, ~PIDS)
        else:
            yield name, lib.ALLOW, (lib.Arg(0, lib.EQ, OWN_PID),)
            yield name, refuse, (lib.Arg(0, lib.NE, OWN_PID),)
    own = ["prlimit64"]  # of others, it could starve the judge
    if grants.device == "cuda":  # whose driver gives cores to its threads
        own.append("sched_setaffinity")
    else:
        yield "sched_setaffinity", refuse, ()  # a core is shared with one's own judge alone
    for name in own:
        yield name, lib.ALLOW, equal(0, 0)
        yield name, lib.ALLOW, equal(0, OWN_PID)
    for name, argument in (("open", 1), ("openat", 2)):
        # Truncation by a descriptor that is open for reading alone: Landlock sees it from ABI 3 only.
        yield name, lib.ALLOW, equal(argument, 0, os.O_TRUNC)
        for mode in (os.O_WRONLY, os.O_RDWR):
            yield name, lib.ALLOW, equal(argument, mode | os.O_TRUNC, os.O_ACCMODE | os.O_TRUNC)
    for name, argument, values in (("prctl", 0, PRCTLS), ("fcntl", 1, FCNTLS), ("ioctl", 1, IOCTLS)):
        for value in values:
            yield name, lib.ALLOW, equal(argument, value)
    if grants.device == "cuda":
        yield "ioctl", lib.ALLOW, equal(1, NVIDIA, 0xFF00)
        yield "ioctl", lib.ALLOW, equal(1, 0, 0xFFFFFF00)
        for value in UVM:
            yield "ioctl", lib.ALLOW, equal(1, value)


class Program(ctypes.Structure):
    """struct sock_fprog, include/uapi/linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def load(grants: Grants) -> None:
    """Puts this thread, which must be the only one, under the filter for good.

    No-new-privileges must be set. Raises Missing and OSError.
    """
    common = program(grants)
    if isinstance(common, Missing):
        raise common
    own = common.replace(OWN_PID.to_bytes(4, "little"), os.getpid().to_bytes(4, "little"))
    prepared = Program(len(own) // INSTRUCTION, own)
    linux.call("prctl", linux.PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(prepared))
