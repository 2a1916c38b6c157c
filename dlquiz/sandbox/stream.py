"""Length-prefixed messages between processes of ours, over a stream socket."""

import socket
import struct

LENGTH = struct.Struct("<I")


def framed(data: bytes) -> bytes:
    """One message as it travels."""
    return LENGTH.pack(len(data)) + data


def send(connection: socket.socket, data: bytes) -> None:
    """Writes one message."""
    connection.sendall(framed(data))


def receive(connection: socket.socket) -> bytes | None:
    """Reads one message; None when the other side has hung up."""
    head = _exactly(connection, LENGTH.size)
    return None if head is None else _exactly(connection, LENGTH.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        part = connection.recv(min(1 << 20, size - len(data)))
        if not part:
            return None
        data += part
    return bytes(data)
