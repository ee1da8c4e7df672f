"""Several processes that serve one address: forked from one that has read every fact and serves nothing itself.

It replaces one that dies, and ends all of them when it is to stop.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread, main_thread

USUAL, MOST = 2, 64
STOP_SECONDS = 8.0
"""How long workers may take to finish running requests; waitress gives them 5 s."""
LEAST_SECONDS = 1.0
"""A worker that dies sooner than this after its start is replaced after this time, not at once."""
LOOK_SECONDS = 0.02
SIGNALS = ("SIGINT", "SIGTERM", "SIGCHLD")

Running = dict[int, tuple[int, float]]
"""Process to the number of its worker and when it was started."""


def can_fork() -> bool:
    return hasattr(os, "fork")


def usual() -> int:
    """One for each processor, two at most. One where nothing can be forked, and on macOS, whose libraries are not
    fork-safe: Python's multiprocessing does not fork there either."""
    return min(USUAL, processors()) if can_fork() and sys.platform != "darwin" else 1


def processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fork_workers(number: int, report: Callable[[str], None]) -> int | None:
    """Forks so many workers; in each of them it returns the worker's number, from 0.

    In the process that called it, it returns None once SIGINT or SIGTERM came and all of them have ended. No thread may
    run in it and no database be open. `report` is given a sentence where a worker died.
    """
    signals = {getattr(signal, name) for name in SIGNALS}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    # Existing objects stay on memory pages that all workers share; garbage collection would write to each of them.
    gc.collect()
    gc.freeze()
    ends, held = os.pipe()
    running: Running = {}
    try:
        for worker in range(number):
            if _fork(running, worker):
                return _begin(worker, ends, held)
        while signal.sigwait(signals) == signal.SIGCHLD:
            for worker, how in _died(running):
                report(f"worker {worker} {how}; another one takes its place")
                if _fork(running, worker):
                    return _begin(worker, ends, held)
        return None
    finally:
        _stop(running)


def _fork(running: Running, worker: int) -> bool:
    """Forks one worker; True in the child, which forgets its siblings."""
    process = os.fork()
    if process:
        running[process] = (worker, time.monotonic())
    else:
        running.clear()
    return not process


def _begin(worker: int, ends: int, held: int) -> int:
    """In a worker: it stops at SIGTERM, which its parent sends, and when the parent has ended. Ctrl-C reaches all of
    them and is left to the parent."""
    os.close(held)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {getattr(signal, name) for name in SIGNALS})
    Thread(target=_end_with_parent, args=(ends,), name="parent", daemon=True).start()
    return worker


def _end_with_parent(ends: int) -> None:
    """Waits for the end of a pipe that the parent alone holds open, however it ends."""
    os.read(ends, 1)
    signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)


def _died(running: Running) -> Iterator[tuple[int, str]]:
    """The number of every worker that has ended, and how."""
    for process, (worker, started) in list(running.items()):
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            del running[process]
            if time.monotonic() - started < LEAST_SECONDS:
                time.sleep(LEAST_SECONDS)
            code = os.waitstatus_to_exitcode(status)
            yield worker, f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"


def _stop(running: Running) -> None:
    """Asks every worker to end and waits; those that take too long are killed."""
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        os.kill(process, signal.SIGTERM)
    for process in running:
        while not os.waitpid(process, os.WNOHANG)[0]:
            if time.monotonic() > deadline:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(LOOK_SECONDS)
