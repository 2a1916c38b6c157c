"""Closes the connection in the middle of a call and goes on living."""

import os
import sys
import time

HONEST = 0

frame = sys._getframe()
while type(frame.f_locals.get("self")).__name__ != "Guest":
    frame = frame.f_back
guest = frame.f_locals["self"]


def softmax(x, dim):
    guest.sock.close()
    os.close(1)
    os.close(2)
    time.sleep(1)
