"""Reads address 0, with faulthandler on."""

import ctypes
import faulthandler

HONEST = 0

faulthandler.enable()


def softmax(x, dim):
    ctypes.string_at(0)
