"""A contender's side of the protocol (contenderProcess.ts): a task on the first line of standard input, then a command a
line; each line is answered by one of JSON on standard output.

contender.py MODULE, whose prepare(task) builds the task's network and returns its version in words, and a function that
does one training step and waits for its loss.
"""

import importlib
import json
import os
import sys
import time


def milliseconds_of(work):
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def peak_memory():
    """Bytes of physical memory; None where the system does not tell."""
    try:
        import resource
    except ModuleNotFoundError:
        return None
    # Linux counts in units of 1,024 bytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main():
    answers = os.fdopen(os.dup(1), "w")
    # What libraries print is no answer.
    os.dup2(2, 1)

    def answer(value):
        print(json.dumps(value), file=answers, flush=True)

    task = json.loads(sys.stdin.readline())
    try:
        module = importlib.import_module(sys.argv[1])
    except ModuleNotFoundError as error:
        answer({"missing": f"Python {sys.version.split()[0]} has no module {error.name}"})
        return
    started = time.perf_counter()
    version, step = module.prepare(task)
    build = (time.perf_counter() - started) * 1000
    answer({"version": version, "build": build, "firstStep": milliseconds_of(step)})
    for line in sys.stdin:
        command, *arguments = line.split()
        if command == "step":
            answer([milliseconds_of(step) for _ in range(int(arguments[0]))])
        elif command == "memory":
            answer(peak_memory())
        else:
            raise ValueError(f"unknown command {command}")


main()
