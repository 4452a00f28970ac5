"""Runs the program as a user does, and a server in the background."""

import json
import os
import re
import subprocess
import threading

PATIENCE_S = 300  # generous: another program may have the cores


def require(condition, message):
    if not condition:
        raise AssertionError(message)


class Outcome:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def __str__(self):
        return f"exit code {self.code}\nstdout: {self.out[-800:]}\nstderr: {self.err[-800:]}"

    def expect(self, code, *in_errors):
        require(self.code == code, f"expected exit code {code}: {self}")
        for text in in_errors:
            require(text in self.err, f"stderr does not say '{text}': {self}")
        return self

    def json(self):
        self.expect(0)
        return json.loads(self.out)


class Program:
    def __init__(self, path, home=None):
        self.path = path
        # Settings of the caller's must not change what is tested.
        self.environment = {k: v for k, v in os.environ.items()
                            if not k.startswith("VIVAVOCE_") or k == "VIVAVOCE_HOME"}
        if home:
            self.environment["VIVAVOCE_HOME"] = str(home)

    def with_home(self, home):
        return Program(self.path, home)

    def run(self, *arguments):
        return Outcome(subprocess.run([self.path, *map(str, arguments)], capture_output=True,
                                      text=True, errors="replace", timeout=PATIENCE_S,
                                      env=self.environment, stdin=subprocess.DEVNULL,
                                      check=False))


class Server:
    """`serve --port 0`; ready, with its port known, once constructed."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program.path, "serve", "--port", "0", *map(str, arguments)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace", env=program.environment)
        self.log = []
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        # A server that never gets ready is killed, which ends the loop below.
        watchdog = threading.Timer(PATIENCE_S, self.process.kill)
        watchdog.start()
        self.port = None
        for line in self.process.stdout:
            found = re.search(r"ws://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        watchdog.cancel()
        if self.port is None:
            self.process.wait()
            self.reader.join()
            raise AssertionError("the server did not start:\n" + "".join(self.log[-20:]))

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def require_alive(self):
        require(self.process.poll() is None,
                f"the server died with {self.process.returncode}:\n" + "".join(self.log[-20:]))

    def terminate(self):
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
