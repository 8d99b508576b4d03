"""The filter of system calls that the kernel applies to a student's code.

No socket, no namespace, no mount, no look into another process.
"""

import platform
import struct

from lossbook.course.sandbox import REASON, NoSandbox

__all__ = ["filter_program"]

# Numbers of system calls, of errors, and of the parts of a filter, from Linux.
_CALLS = {
    "x86_64": (
        0xC000003E,
        {"unshare": 272, "ptrace": 101, "socket": 41, "mount": 165, "setns": 308},
        56,
    ),
    "aarch64": (
        0xC00000B7,
        {"unshare": 97, "ptrace": 117, "socket": 198, "mount": 40, "setns": 268},
        220,
    ),
}
_CLONE3, _EPERM, _ENOSYS = 435, 1, 38
_X32, _NEW_USER = 0x40000000, 0x10000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16


def filter_program() -> bytes:
    """Return the filter for the kernel: what is forbidden fails, the rest goes on."""
    machine = platform.machine()
    if machine not in _CALLS:
        raise NoSandbox(
            f"{REASON} It needs a filter of system calls, which is known for "
            f"{' and '.join(_CALLS)}; this machine is {machine}."
        )
    architecture, calls, clone = _CALLS[machine]
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERROR | _EPERM),
    ]
    for number in calls.values():
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERROR | _EPERM)]
    lines += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERROR | _ENOSYS)]
    lines += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    lines += [(_ANY_BIT, 0, 1, _NEW_USER), (_RETURN, 0, 0, _ERROR | _EPERM)]
    lines += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)
