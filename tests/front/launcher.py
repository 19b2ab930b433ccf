"""Runs commands in processes forked from this one, which has imported torch once for all of them.

A line of JSON on standard input names a module, its arguments, folder, environment and two files
for what it prints; a line on standard output answers with its exit code. For ``conftest`` only: a
test of the front doors would else spend most of its time on importing torch.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
import time

import torch  # noqa: F401 - what all the commands share

STILL_RUNNING = 250


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            run(order)
        print(outcome(pid, order["seconds"]), flush=True)


def run(order: dict[str, object]) -> None:
    """Become ``python -m MODULE ARGUMENTS``; never returns to the loop above."""
    os.setpgid(0, 0)
    os.chdir(str(order["cwd"]))
    os.environ.clear()
    os.environ.update(order["environment"])
    for number, name in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        handle = os.open(str(name), os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    encoding = os.environ["PYTHONIOENCODING"]
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it lives as long as the process
    sys.stdout = open(1, "w", encoding=encoding, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding=encoding, closefd=False)  # noqa: SIM115
    sys.argv = [str(order["module"]), *order["args"]]
    sys.path[0] = str(order["cwd"])
    runpy.run_module(str(order["module"]), run_name="__main__", alter_sys=True)
    sys.exit(0)


def outcome(pid: int, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return STILL_RUNNING


if __name__ == "__main__":
    main()
