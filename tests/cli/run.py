#!/usr/bin/env python3
"""Black-box tests of the program with its real models: good use, and bad input that must be told
clearly and never crash.

    python3 tests/cli/run.py PATH_TO_VIVAVOCE [PART_OF_A_CASE'S_NAME]

Prints a line a case and "N passed, N failed" last; fails when one did. Python 3.11, no packages.
VIVAVOCE_HOME is where the models are (fetched before: `vivavoce models fetch --all`)."""

import os
import pathlib
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True

import audio_cases  # noqa: E402
import command_cases  # noqa: E402
import http_cases  # noqa: E402
import model_cases  # noqa: E402
import server_cases  # noqa: E402
from program import Program  # noqa: E402


class Checks:
    def __init__(self, wanted):
        self.wanted = wanted
        self.passed = 0
        self.failed = 0

    def check(self, name, case):
        if self.wanted not in name:
            return
        begun = time.monotonic()
        try:
            case()
        except Exception as error:  # any failure is a failed case; the others still run
            self.failed += 1
            told = error if isinstance(error, AssertionError) else traceback.format_exc()
            print(f"FAIL {name}: {told}", flush=True)
        else:
            self.passed += 1
            print(f"PASS {name} ({time.monotonic() - begun:.1f} s)", flush=True)


def main():
    if len(sys.argv) not in (2, 3) or not os.access(sys.argv[1], os.X_OK):
        print(f"usage: {sys.argv[0]} PATH_TO_VIVAVOCE [PART_OF_A_NAME]", file=sys.stderr)
        return 2
    program = Program(os.path.abspath(sys.argv[1]))
    checks = Checks(sys.argv[2] if len(sys.argv) == 3 else "")
    cases = [*command_cases.CASES, *audio_cases.CASES, *model_cases.CASES,
             *http_cases.PROGRAM_CASES]
    for name, case in cases:
        with tempfile.TemporaryDirectory() as directory:
            checks.check(name, lambda c=case, d=directory: c(program, pathlib.Path(d)))
    if "serve" in checks.wanted or not checks.wanted:
        checks.wanted = ""  # the server's cases stand or fall together
        server_cases.run(program, checks.check)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 0 if checks.failed == 0 and checks.passed else 1


if __name__ == "__main__":
    sys.exit(main())
