"""Brings up the loopback device of a new network namespace, where it is down, and becomes the given command.

Usage: unshare --net python .ci/loopback_only.py COMMAND [ARGUMENT ...]
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

_SIOCSIFFLAGS = 0x8914  # set the flags of a device: netdevice(7)
_IFF_UP = 1

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
    fcntl.ioctl(device, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command that the caller named
