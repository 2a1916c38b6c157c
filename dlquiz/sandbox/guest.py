"""The life of a sandbox: a forked child that loads the learner's file and answers calls until the judge hangs up.

Nothing here is trusted by the judge; it only has to be convenient for honest code.
"""

import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import torch

from dlquiz.sandbox.frames import AT_ONCE, Reader, map_region, pack
from dlquiz.sandbox.host import Host, MissingEntry, describe_failure, text_of
from dlquiz.sandbox.lockdown import Protection, lock_down
from dlquiz.sandbox.steps import Terms
from dlquiz.sandbox.values import Decoder, Encoder, ProtocolError, Unsendable


def live(sock: socket.socket, outbox_fd: int, inbox_fd: int, terms: Terms) -> None:
    """Everything the sandbox does. Returns when the judge has hung up."""
    guest = Guest(sock, outbox_fd, inbox_fd)
    layers = [*lock_down(terms), *limit_device(terms)]
    guest.reply("ready", [(layer.name, layer.active, layer.note) for layer in layers])
    try:
        guest.loop()
    except (ConnectionError, ProtocolError):
        return


def limit_device(terms: Terms) -> list[Protection]:
    """Bounds what PyTorch takes of a CUDA device; locked down already, since CUDA starts threads. Untested."""
    if terms.device != "cuda":
        return []
    try:
        total = torch.cuda.get_device_properties(0).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, (terms.memory << 20) / total))
    except (RuntimeError, AssertionError) as error:
        return [Protection("device memory", False, str(error)[:400])]
    return [Protection("device memory", True, f"{terms.memory} MiB of the GPU, by PyTorch's own allocator")]


class Guest:
    """The sandbox's end of the connection, and the host that it drives."""

    def __init__(self, sock: socket.socket, outbox_fd: int, inbox_fd: int) -> None:
        self.sock = sock
        self.unread = bytearray()
        self.outbox = map_region(outbox_fd)
        self.reader = Reader(self._read, map_region(inbox_fd))
        self.host = Host("", "submission")

    def _read(self, size: int) -> bytearray:
        while len(self.unread) < size:
            part = self.sock.recv(AT_ONCE)
            if not part:
                raise ConnectionError
            self.unread += part
        data = self.unread[:size]
        del self.unread[:size]
        return data

    def loop(self) -> Any:
        """Serves requests. Re-entrant: while a callback waits for its answer, the judge may call again."""
        while True:
            tree, blob = self.reader.message()
            kind, *rest = tree
            decoder = Decoder(blob, self._foreign, generators=self.host.generators, keep_grad=True)
            if kind == "answer":
                return decoder.decode(rest[0])
            if kind == "throw":
                raise RuntimeError(rest[0])
            self._serve(kind, rest, decoder)

    def _serve(self, op: str, rest: list[Any], decoder: Decoder) -> None:
        result = None
        try:
            if op == "load":
                self.host.filename = rest[0]
                self.host.load(rest[1])
                self.host.autograd = rest[2]
            elif op == "listen":
                self.host.listen(rest[0], rest[1])
            elif op == "begin":
                self.host.begin(rest[0])
            else:
                target, name, tree = rest
                args, kwargs = decoder.decode(tree)
                result = self.host.execute(op, target, name, args, kwargs)
        except MissingEntry as missing:
            names = [n for n, v in vars(self.host.module).items() if callable(v) and not n.startswith("_")]
            self.reply("missing", [str(missing)[:80], [name[:80] for name in names][:50]])
        except ConnectionError:
            raise
        except BaseException as error:  # sys.exit and KeyboardInterrupt of the submission too
            self.reply("raised", self._told(error))
        else:
            self.reply("result", result)

    def _told(self, error: BaseException) -> dict[str, Any]:
        try:
            return describe_failure(error, self.host.filename)
        except BaseException:  # of an exception that does not let itself be looked at
            return describe_failure(RuntimeError("an exception that can't be shown"), self.host.filename)

    def reply(self, kind: str, value: Any) -> None:
        """Sends one message to the judge."""
        for stream in (sys.stdout, sys.stderr):  # output belongs to the check that printed it
            try:
                stream.flush()
            except Exception:
                continue
        try:
            frame = self._frame(kind, value)
        except Exception as error:  # of the submission's own objects, too
            frame = pack(["unsendable", text_of(error)[:400]], [], self.outbox)
        self.sock.sendall(frame)

    def _frame(self, kind: str, value: Any) -> bytes:
        encoder = Encoder(self.host.keep)
        return pack([kind, encoder.encode(value)], encoder.blobs, self.outbox)

    def _foreign(self, tag: str, rest: list[Any]) -> Any:
        if tag == "r":
            return self.host.handles[rest[0]]
        if tag == "f":
            return self._callback(rest[0])
        raise ProtocolError(tag)

    def _callback(self, index: int) -> Callable[..., Any]:
        owner = threading.get_ident()

        def callback(*args: Any, **kwargs: Any) -> Any:
            """A function of the exercise; it runs in the grader."""
            if threading.get_ident() != owner:
                raise RuntimeError("functions given as arguments can be called from the calling thread only")
            try:
                frame = self._frame("callback", (index, args, kwargs))
            except Unsendable as error:
                raise TypeError(str(error)) from None
            self.sock.sendall(frame)
            return self.loop()

        return callback


def isolate_streams(output_fd: int) -> None:
    """stdin reads nothing; stdout and stderr, also of C code, go to the judge's pipe."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
