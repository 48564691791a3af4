"""Frames: four bytes of length, big-endian, then that many bytes of UTF-8 JSON."""
import json
import os
import struct

LIMIT = 64 * 1024 * 1024


class TooLarge(Exception):
    """A message is over the limit of 64 MiB; `size` is in bytes."""

    def __init__(self, size):
        super().__init__(size)
        self.size = size


def read_frame(descriptor):
    """Reads one message; None at the end of the stream."""
    header = _read_exactly(descriptor, 4)
    if header is None:
        return None
    (length,) = struct.unpack(">I", header)
    if length > LIMIT:
        raise ValueError("frame of %d bytes" % length)
    body = _read_exactly(descriptor, length)
    return None if body is None else json.loads(body.decode("utf-8"))


def write_frame(descriptor, message):
    """Writes one message whole; NaN must have been given its name before."""
    body = json.dumps(message, allow_nan=False, ensure_ascii=False).encode("utf-8", "backslashreplace")
    if len(body) > LIMIT:
        raise TooLarge(len(body))
    view = memoryview(struct.pack(">I", len(body)) + body)
    while view:
        view = view[os.write(descriptor, view[: 1 << 20]) :]


def _read_exactly(descriptor, length):
    parts = []
    while length > 0:
        part = os.read(descriptor, min(length, 1 << 20))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
