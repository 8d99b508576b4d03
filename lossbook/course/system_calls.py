"""The filter of system calls that the kernel applies to a student's code.

No socket, no namespace, no mount, no look into another process, no key, and no memory
that the limits do not count.
"""

import platform
import struct

from lossbook.course.sandbox import REASON, NoSandbox

__all__ = ["filter_program"]

# io_uring can do what "socket" does; memory of files without a name has no limit.
_EVERYWHERE = {
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "memfd_secret": 447,
}
# Numbers of system calls, of errors, and of the parts of a filter, from Linux.
_CALLS = {
    "x86_64": (
        0xC000003E,
        {"unshare": 272, "ptrace": 101, "socket": 41, "mount": 165, "setns": 308}
        | {"shmget": 29, "memfd_create": 319}
        | {"add_key": 248, "request_key": 249, "keyctl": 250}
        | _EVERYWHERE,
        56,
    ),
    "aarch64": (
        0xC00000B7,
        {"unshare": 97, "ptrace": 117, "socket": 198, "mount": 40, "setns": 268}
        | {"shmget": 194, "memfd_create": 279}
        | {"add_key": 217, "request_key": 218, "keyctl": 219}
        | _EVERYWHERE,
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
