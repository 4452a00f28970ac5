#!/usr/bin/env python3
"""Progress on stderr: a bar on a terminal, a line every tenth elsewhere.

As a program: reads ninja's output on stdin, draws `[n/m]` as a bar and passes on everything else
(compiler messages)."""

import re
import shutil
import sys
import time


class Progress:
    def __init__(self, title, out=sys.stderr):
        self.title, self.out = title, out
        self.tty = out.isatty()
        self.start = time.monotonic()
        self.tenth = -1

    def update(self, done, total, note=""):
        share = done / total if total else 1.0
        if self.tty:
            width = 24
            bar = "#" * int(share * width)
            seconds = int(time.monotonic() - self.start)
            line = f"{self.title} [{bar:<{width}}] {share:4.0%} {seconds:3d} s {note}"
            columns = shutil.get_terminal_size().columns
            self.out.write("\r\033[K" + line[: columns - 1])
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self.out.write(f"{self.title}: {share:.0%} {note}".rstrip() + "\n")
        self.out.flush()

    def message(self, text):
        if self.tty:
            self.out.write("\r\033[K")
        self.out.write(text)
        self.out.flush()

    def done(self):
        if self.tty:
            self.out.write("\r\033[K")
        seconds = time.monotonic() - self.start
        if seconds > 1:
            self.out.write(f"{self.title}: done in {seconds:.0f} s\n")
        self.out.flush()


def main():
    progress = Progress(sys.argv[1])
    steps = re.compile(r"\[(\d+)/(\d+)\] ?(.*)")
    last = None
    for line in sys.stdin:
        match = steps.match(line)
        if match and match[3].startswith("Re-checking globbed directories"):
            continue  # what every start does first
        if match:
            last = (int(match[1]), int(match[2]))
            progress.update(*last, match[3].rsplit("/", 1)[-1])
        elif not line.startswith(("ninja: Entering directory", "ninja: no work to do")):
            progress.message(line)
    if last and last[0] == last[1]:
        progress.done()
    elif last and progress.tty:
        progress.message("")


if __name__ == "__main__":
    main()
