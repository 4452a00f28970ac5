"""Runs every snippet of docs/clients.md against the scripted server, with the addresses changed.

    snippets.py NODE NODE_FOLDER PYTHON...     each PYTHON is tried for the packages of a snippet

A snippet must print something and end by itself; the one with `ws` alone is ended once it has said
that its session was updated."""

import os
import pathlib
import re
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs/clients.md"
WS = os.environ["VV_SCRIPTED_WS"].split("//")[1].split("/")[0]
WSS = os.environ["VV_SCRIPTED_WSS"].split("//")[1].split("/")[0]
PATIENCE = 30
node, folder, *pythons = sys.argv[1:]


def python_for(code):
    package = re.search(r"from (openai|agents|pipecat)", code)[1]
    for python in pythons:
        found = subprocess.run([python, "-c", f"import {package}"], capture_output=True)
        if found.returncode == 0:
            return python
    raise AssertionError(f"no interpreter has {package}")


def run(title, language, code):
    code = code.replace("127.0.0.1:8765", WS).replace("127.0.0.1:8766", WSS)
    endless = code.count("ws.onmessage") > 0
    if language == "python":
        command = [python_for(code), "-c", code]
    else:
        path = pathlib.Path(folder, "snippet_" + re.sub(r"\W+", "_", title) + ".mjs")
        path.write_text(code)
        command = [node, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.start()
    try:
        if endless:
            lines = []
            for line in process.stdout:
                lines.append(line)
                if line.strip() == "session.updated":
                    return
            raise AssertionError("".join(lines))
        output, _ = process.communicate(timeout=PATIENCE)
        if process.returncode != 0 or not output.strip():
            raise AssertionError(f"exit {process.returncode}: {output[-2000:]}")
    except subprocess.TimeoutExpired as late:
        raise AssertionError("did not end") from late
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()


failures = []
snippets = re.findall(r"^## (.+?)\n\n```(js|python)\n(.*?)^```", PAGE.read_text(), flags=re.M | re.S)
for title, language, code in snippets:
    try:
        run(title, language, code)
    except AssertionError as error:
        failures.append(f"{title}: {error}")
if failures or len(snippets) < 9:
    print("FAIL snippets:", len(snippets), "found;", "\n".join(failures))
    sys.exit(1)
print(f"PASS snippets: {len(snippets)} of docs/clients.md")
