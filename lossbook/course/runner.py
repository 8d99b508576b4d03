"""Runs a student's cells inside the sandbox, and calls what they define.

It is started as ``python runner.py DESCRIPTOR FOLDER``, writes what came out to the
descriptor (see ``protocol.py``), and nothing else leaves the sandbox. A student's code
shares this process and may break it: then less arrives, and the program outside starts
it again without the cell that did so. What is kept here under own names is only there
so that honest cells, which call a variable ``sum`` or make warnings errors, harm
nobody.
"""

import __future__

import ast
import json
import os
import re
import signal
import sys
import time
import warnings
from decimal import Decimal
from numbers import Real
from pathlib import Path


class TooLong(BaseException):
    """A cell or a function that has run for too long."""


# Cell magics whose body is ordinary code.
_HARMLESS = ("%%time", "%%timeit", "%%capture")
MOST_FILES = 256
# A step may take so many times its processor time, since others may keep the machine
# busy.
PATIENCE = 3
# What stops a statement and not the cell: a plot or a check that is not there while a
# homework is graded.
PASSED_OVER = (ImportError, AttributeError, NameError)


def limit(limits: dict) -> None:
    """Become nobody, and set the limits of this process and of those that it starts."""
    import resource

    os.umask(0o077)
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(*3 * [limits["user"]])
        os.setresuid(*3 * [limits["user"]])
    if os.getuid() == 0 or others():
        # What ends all others below would reach processes of somebody else.
        sys.exit("the runner must have a user of its own")
    for name, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["wall_seconds"]),
        (resource.RLIMIT_NOFILE, MOST_FILES),
    ):
        resource.setrlimit(name, (most, most))


def others() -> list[str]:
    """Return the processes that this user has besides this one and those above it."""
    own = {1, os.getpid(), os.getppid()}
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdecimal() and os.stat(f"/proc/{name}").st_uid == os.getuid():
                state = Path(f"/proc/{name}/stat").read_text("utf-8", "replace")
                dead = state.rpartition(")")[2].split()[0] in "ZX"
                found += [name] if int(name) not in own and not dead else []
        except OSError:  # it has just ended
            continue
    return found


def forbid(program: bytes) -> None:
    """Let the kernel refuse system calls from now on, where no other program did so."""
    import ctypes

    class Filter(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))

    set_no_new_rights, set_filter, by_program = 38, 22, 2
    process_control = ctypes.CDLL(None, use_errno=True).prctl
    # Each line of the program has eight bytes.
    rules = ctypes.byref(Filter(len(program) // 8, program))
    if process_control(set_no_new_rights, 1, 0, 0, 0) or process_control(
        set_filter, by_program, rules, 0, 0
    ):
        sys.exit("the filter of system calls cannot be set")


_HELP = re.compile(r"[\w.]+\?{1,2}")  # as in "np.exp?"


def plain(source: str) -> str:
    """Return the code of a cell without what only IPython understands."""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        return rest if first.split()[0] in _HARMLESS else ""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        pass
    else:
        return source
    lines = []
    for line in source.split("\n"):
        bare = line.lstrip()
        indent = line[: len(line) - len(bare)]
        name, parted, value = bare.partition("=")
        if bare[:1] in ("%", "!", "?") or _HELP.fullmatch(bare.rstrip()):
            line = f"{indent}pass"
        elif (
            parted and value.lstrip()[:1] in ("!", "%") and name.strip().isidentifier()
        ):
            line = f"{indent}{name.strip()} = None"
        lines.append(line)
    return "\n".join(lines)


class Quiet:
    """Stands for IPython: whatever it is asked to do, it does nothing."""

    def __getattr__(self, name: str) -> object:
        return lambda *_, **__: None


def statements(source: str, name: str) -> list:
    """Return the compiled statements of a cell, one by one."""
    flags, found = 0, []
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                flags |= getattr(__future__, alias.name).compiler_flag
        module = ast.Module([statement], [])
        found.append(compile(module, name, "exec", flags, True))
    return found


def run(job: dict, descriptor: int) -> None:
    """Run the cells, and answer each question when its points are given."""
    import numpy as np

    from lossbook.course import protocol
    from lossbook.exercises.outcome import Outcome, call, known_parameters

    me, write, fork, leave, wait = os.getpid(), os.write, os.fork, os._exit, os.waitpid
    kill, identity, timer = os.kill, os.getpid, signal.setitimer
    nap, now = time.sleep, time.monotonic
    pack, seconds = protocol.pack, job["limits"]["step_seconds"]
    kept = np.geterr()

    def send(*frame: object) -> None:
        content = memoryview(pack(*frame))
        while content:
            content = content[write(descriptor, content) :]

    def too_long(*_: object) -> None:
        raise TooLong

    def no_input(*_: object) -> str:
        raise EOFError("there is nobody who could answer here")

    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGPROF, too_long)

    def limit_time(limit: float) -> None:
        """Raise TooLong after so much processor time, or a multiple of it in all."""
        timer(signal.ITIMER_PROF, limit)
        timer(signal.ITIMER_REAL, PATIENCE * limit)

    module = type(sys)("__main__")
    names = module.__dict__
    names.update(input=no_input, display=print, help=print, get_ipython=Quiet)
    sys.modules["__main__"] = module
    answered: set[str] = set()

    def answer(question: str, at_the_end: bool = False) -> None:
        """Call a function in a process of its own, so that it can harm no other."""
        asked = job["calls"].get(question)
        if (
            asked is None
            or question in answered
            or question in job["without_questions"]
        ):
            return
        if asked["function"] not in names and not at_the_end:
            return  # it may be defined further down
        answered.add(question)
        send(protocol.BEGINS, {"question": question})
        child = fork()
        if child == 0:
            limit_time(seconds)
            np.seterr(**kept)
            warnings.resetwarnings()
            warnings.simplefilter("ignore")
            try:
                call_all(question, asked)
            except TooLong:
                send(protocol.ABOUT, {"question": question, "late": True})
            finally:
                leave(0)
        due = now() + PATIENCE * seconds + 1
        while wait(child, os.WNOHANG)[0] == 0:
            if now() > due:
                kill(child, signal.SIGKILL)
                wait(child, 0)
                send(protocol.ABOUT, {"question": question, "late": True})
                return
            nap(0.002)

    def call_all(question: str, asked: dict) -> None:
        given = names.get(asked["function"])
        if asked["function"] not in names:
            return
        if asked["value"]:
            # A fraction or a decimal number is a number too.
            number = float(given) if isinstance(given, Real | Decimal) else given
            outcome = call(lambda: number, ())
            send(protocol.OUTCOME, {"question": question, "number": 0}, outcome)
            return
        parameters, fits = known_parameters(given, asked["arguments"])
        about = {"question": question, "parameters": parameters, "fits": fits}
        send(protocol.ABOUT, about)
        for number, arguments in enumerate(asked["inputs"]):
            if callable(given):
                outcome = call(given, arguments)
            else:
                said = f"It is no function but this: {type(given).__name__}."
                outcome = Outcome(problem=said)
            send(protocol.OUTCOME, {"question": question, "number": number}, outcome)

    def end_all_others() -> None:
        """End what cells have left running: it would count as processes, and go on.

        This reaches all processes of the sandbox, which has none but those.
        """
        try:
            kill(-1, signal.SIGKILL)
        except OSError:
            return
        while True:
            try:
                if wait(-1, os.WNOHANG)[0] == 0:
                    nap(0.002)
            except OSError:
                return

    def try_fork() -> None:
        """Leave if no process can be started any more, which is this cell's doing."""
        try:
            child = fork()
        except OSError:
            leave(1)
        if child == 0:
            leave(0)
        wait(child, 0)

    def say_why(number: int, error: BaseException) -> None:
        missing = getattr(error, "name", None) or ""
        about = {"stopped": number, "error": type(error).__name__}
        send(protocol.ABOUT, about | {"missing": str(missing)})

    for number, cell in enumerate(job["cells"]):
        if number not in job["without_cells"]:
            send(protocol.BEGINS, {"cell": number})
            try:
                limit_time(seconds)
                for code in statements(plain(cell["source"]), f"cell {number}"):
                    try:
                        exec(code, names)
                    except PASSED_OVER as error:
                        say_why(number, error)
            except TooLong:
                send(protocol.ABOUT, {"too_long": number})
            except NotImplementedError:  # of a stub
                pass
            except BaseException as error:
                say_why(number, error)
            finally:
                limit_time(0)
            if identity() != me:
                leave(0)
            end_all_others()
            try_fork()
        if cell["question"]:
            answer(cell["question"])
    for question in job["calls"]:
        answer(question, at_the_end=True)
    send(protocol.ENDS, {})
    leave(0)


def main() -> None:
    """Read the job, set the limits, and run it."""
    descriptor, folder = int(sys.argv[1]), Path(sys.argv[2])
    job = json.loads((folder / "job.json").read_text("utf-8"))
    limit(job["limits"])
    if job["filter"]:
        forbid(bytes.fromhex(job["filter"]))
    sys.path[:0] = [str(folder), *job["packages"]]
    run(job, descriptor)


if __name__ == "__main__":
    main()
