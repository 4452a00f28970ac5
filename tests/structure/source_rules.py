"""Rules for the text of the repository's own files."""

import pathlib
import re
import subprocess

MAX_LINES = 450
SOURCE_SUFFIXES = {".cc", ".h", ".py", ".sh", ".cmake", ".ts", ".js"}

# Written in pieces, so that this file keeps its own rule.
HOSTS = ["pypi" + r"\.org", "python" + r"hosted\.org", "npmjs" + r"\.(?:org|com)",
         "deb" + r"\.debian\.org", "crates" + r"\.io", "proxy" + r"\.golang\.org",
         "repo1" + r"\.maven\.org"]
MACHINE_PATHS = [r"(?<![\w./-])/" + "work/", r"(?<![\w./-])/" + "root/"]
FORBIDDEN = re.compile("|".join(HOSTS + MACHINE_PATHS))


def files_of(root):
    """What git tracks or would track; everything below `root` where it is no checkout."""
    root = pathlib.Path(root)
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [root / name for name in listed.stdout.split("\0") if name]
    else:
        skipped = {".git", "build", "node_modules", ".venv", "__pycache__"}
        paths = [path for path in root.rglob("*")
                 if not skipped & set(path.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def forbidden_names(root):
    faults = []
    for path in files_of(root):
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
            if match := FORBIDDEN.search(line):
                faults.append(f"{path.relative_to(root)}:{number}: {match[0]}")
    return faults


def long_files(root):
    faults = []
    for path in files_of(root):
        name = path.relative_to(root)
        if path.suffix in SOURCE_SUFFIXES and name.parts[0] in ("src", "tests", "scripts", "cmake"):
            lines = path.read_bytes().count(b"\n")
            if lines > MAX_LINES:
                faults.append(f"{name} has {lines} lines; split it (at most {MAX_LINES})")
    return faults
