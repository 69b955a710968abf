"""Takes from a process what reading a file does not need: the network, other files, other programs, endless memory.

On Linux by Landlock (which files may be read and written; Linux 5.13), seccomp (no sockets, no programs, no
signals to others) and limits of the process; elsewhere by the limits that the system has. A step that the
system refuses is left out, and :func:`seal` tells what is in force.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from geo_koop.cage.limits import CageLimits

if sys.platform != "win32":
    import resource

_NO_NEW_PRIVILEGES, _PARENT_DEATH, _SECCOMP, _FILTER = 38, 1, 22, 2
_KILL = 9
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446

# include/uapi/linux/landlock.h: rights on files, by the version of the interface that knows them
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_TRUNCATE = 1 << 14
_NET_RIGHTS, _SCOPES = 0b11, 0b11

# System calls that reading files does not need, by their numbers on two kinds of processor.
_DENIED = {
    "x86_64": (
        *(29, 41, 42, 43, 44, 45, 46, 47, 49, 50, 53, 57, 58, 59, 62, 101, 129, 135, 155, 161, 163, 165, 166, 167, 168),
        *(169, 170, 171, 172, 173, 175, 176, 179, 200, 240, 248, 249, 250, 272, 288, 297, 298, 303, 304, 308, 310),
        *(311, 312, 313, 319, 321, 322, 323),
    ),
    "aarch64": (
        *(39, 40, 41, 51, 60, 89, 92, 97, 105, 106, 117, 129, 130, 138, 142, 161, 162, 180, 194, 198, 199, 200, 201),
        *(202, 203, 206, 207, 211, 212, 217, 218, 219, 221, 224, 225, 240, 241, 242, 264, 265, 268, 270, 271, 272),
        *(273, 279, 280, 281, 282),
    ),
}
_DENIED_NEW = (424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 438, 440, 442)
"""Later ones have the same number everywhere: io_uring, mounting, handles of processes."""
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE = {"x86_64": 56, "aarch64": 220}
_SIGNAL_OF_THREAD = {"x86_64": 234, "aarch64": 131}
_CLONE3, _THREAD, _X32 = 435, 0x10000, 0x40000000
_ALLOW, _REFUSE, _ABSENT = 0x7FFF0000, 0x00050001, 0x00050026
"""Verdicts of a filter: go on; “not permitted”; “no such call”, on which the C library takes the older one."""


def seal(folder: Path, reads: Iterable[Path], limits: CageLimits) -> tuple[str, ...]:
    """Confine this process for good.

    Parameters
    ----------
    folder : Path
        The only place where it may write.
    reads : iterable of Path
        Files and folders that it may read, beside the program's own.
    limits : CageLimits

    Returns
    -------
    tuple of str
        What is in force: ``limits``, ``landlock``, ``seccomp``.
    """
    done = ["limits"] if _limit(limits) else []
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PARENT_DEATH, _KILL, 0, 0, 0)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
            done += ["landlock"] if _landlock(libc, folder, [*_own(), *reads]) else []
            done += ["seccomp"] if _seccomp(libc) else []
    return tuple(done)


def _limit(limits: CageLimits) -> bool:
    if sys.platform == "win32":
        return False
    mega = 1_000_000
    wanted = {
        "RLIMIT_CPU": (limits.cpu_seconds, limits.cpu_seconds + 2),
        "RLIMIT_DATA": (_data() + limits.memory_mb * mega,) * 2,
        "RLIMIT_FSIZE": (limits.output_mb * mega,) * 2,
        "RLIMIT_NOFILE": (limits.files,) * 2,
        "RLIMIT_CORE": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        with suppress(AttributeError, ValueError, OSError):
            number = getattr(resource, name)
            most = resource.getrlimit(number)[1]
            roof = hard if most == resource.RLIM_INFINITY else min(hard, most)
            resource.setrlimit(number, (min(soft, roof), roof))
    return True


def _data() -> int:
    """Return the bytes of data that the process has already."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    return 0


def _own() -> list[Path]:
    """Return what the program itself reads: its code, libraries, and tables such as those of coordinate systems."""
    package = Path(__file__).parents[1]
    places = [
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *(entry for entry in sys.path if entry.endswith("-packages")),
    ]
    system = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/usr/local/lib", "/etc/ld.so.cache"]
    devices = ["/dev/null", "/dev/urandom", "/dev/zero", "/sys/devices/system/cpu"]
    folders = [package, package.parent / "data", *map(Path, (*places, *system, *devices))]
    return [place for place in folders if place != Path("/")]


def _landlock(libc: ctypes.CDLL, folder: Path, reads: Iterable[Path]) -> bool:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = sum(bits for since, bits in _FILE_RIGHTS.items() if version >= since)
    parts = [rights, *([_NET_RIGHTS] if version >= 4 else []), *([_SCOPES] if version >= 6 else [])]
    attributes = struct.pack(f"={len(parts)}Q", *parts)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for position in reads:
            _permit(libc, ruleset, position, _READ_FILE | _READ_DIR)
        _permit(libc, ruleset, folder, rights & ~_EXECUTE)
        _permit(libc, ruleset, Path("/dev/null"), _READ_FILE | _WRITE_FILE)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _permit(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        rule = struct.pack("=Qi", rights, handle)
        libc.syscall(_ADD_RULE, ruleset, 1, rule, 0)
    finally:
        os.close(handle)


def _seccomp(libc: ctypes.CDLL) -> bool:
    """Install a filter on system calls: a small program of comparisons, see seccomp(2)."""
    machine = platform.machine()
    if machine not in _ARCHITECTURE:
        return False
    program = _program(machine)
    code = ctypes.create_string_buffer(b"".join(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    wanted = Program(len(program), ctypes.cast(code, ctypes.c_void_p))
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(wanted), 0, 0) == 0)


def _program(machine: str) -> list[bytes]:
    """Return the filter: each step is code, jump if true, jump if false, value."""
    load, equal, above, bits, give = 0x20, 0x15, 0x35, 0x45, 0x06

    def step(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, true, false, value)

    refuse, absent, allow = step(give, _REFUSE), step(give, _ABSENT), step(give, _ALLOW)
    program = [step(load, 4), step(equal, _ARCHITECTURE[machine], 1, 0), refuse, step(load, 0)]
    if machine == "x86_64":
        program += [step(above, _X32, 0, 1), refuse]
    program += [step(equal, _CLONE3, 0, 1), absent]
    for number in (*_DENIED[machine], *_DENIED_NEW):
        program += [step(equal, number, 0, 1), refuse]
    # Threads may be made, processes not; a signal may only go to the process itself (so that it can abort).
    program += [step(equal, _CLONE[machine], 0, 4), step(load, 16), step(bits, _THREAD, 1, 0), refuse, allow]
    program += [
        step(equal, _SIGNAL_OF_THREAD[machine], 0, 4),
        step(load, 16),
        step(equal, os.getpid(), 1, 0),
        refuse,
        allow,
    ]
    return [*program, allow]
