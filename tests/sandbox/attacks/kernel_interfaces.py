"""Asks the kernel for what a sandbox has no use for: keys, faults, counters, huge pages, locked and shared memory."""

import ctypes
import mmap
import platform

import torch

HONEST = 0

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
X86 = {"add_key": 248, "keyctl": 250, "userfaultfd": 323, "perf_event_open": 298, "memfd_secret": 447, "bpf": 321,
       "io_uring_setup": 425, "pidfd_open": 434, "process_madvise": 440, "mlockall": 151, "shmget": 29, "uselib": 134,
       "modify_ldt": 154, "kcmp": 312, "lookup_dcookie": 212, "vmsplice": 278, "membarrier": 324}  # fmt: skip
ARM = {"add_key": 217, "keyctl": 219, "userfaultfd": 282, "perf_event_open": 241, "memfd_secret": 447, "bpf": 280}
numbers = X86 if platform.machine() == "x86_64" else ARM
name = ctypes.create_string_buffer(b"dlquiz-attack")
for call, number in numbers.items():
    print(
        call, libc.syscall(*map(ctypes.c_long, (number, ctypes.addressof(name), ctypes.addressof(name), 4096, -1, 0)))
    )
HUGETLB, LOCKED, POPULATE = 0x40000, 0x2000, 0x8000
for flags in (HUGETLB, LOCKED, POPULATE):
    try:
        print(len(mmap.mmap(-1, 64 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | flags)))
    except OSError as error:
        print(error)
print(libc.shm_open(b"/dlquiz-attack", 0o102, 0o666), libc.mq_open, libc.sem_open)


def softmax(x, dim):
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    return torch.zeros_like(x), torch.zeros_like(weight), torch.zeros_like(bias)


def count(inputs, outputs):
    return 0


def central(f, x, h):
    return torch.zeros_like(x)
