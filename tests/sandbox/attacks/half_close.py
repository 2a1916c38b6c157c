"""Closes half of the connection, and goes on computing."""

import socket
import sys

import torch

HONEST = 0

frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Guest":
    frame = frame.f_back
guest = frame.f_locals["self"]


def softmax(x, dim):
    guest.sock.shutdown(socket.SHUT_RD)
    return torch.zeros_like(x)


def linear_backward(grad_output, x, weight, bias):
    guest.sock.shutdown(socket.SHUT_WR)
    while True:
        pass
