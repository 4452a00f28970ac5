"""Which folder under src/ may include which: the table in docs/architecture.md, and who breaks it."""

import pathlib
import re

HEADER = ("folder", "is", "may use")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"/]+)/[^"]*"', re.MULTILINE)


class TableError(Exception):
    pass


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def allowed_arrows(markdown):
    """{folder: set of folders it may use}, each with itself."""
    rows = iter(markdown.splitlines())
    for line in rows:
        if line.startswith("|") and tuple(cells(line)) == HEADER:
            break
    else:
        raise TableError("no table with the columns: " + ", ".join(HEADER))
    next(rows, None)  # the line of dashes
    allowed = {}
    for line in rows:
        if not line.startswith("|"):
            break
        row = cells(line)
        if len(row) != 3:
            raise TableError(f"a row has {len(row)} cells: {line}")
        name = row[0].strip("`").rstrip("/")
        if name in allowed:
            raise TableError(f"{name} has two rows")
        allowed[name] = {name} | {used for used in row[2].replace(",", " ").split() if used != "-"}
    for name, uses in allowed.items():
        if unknown := uses - allowed.keys():
            raise TableError(f"{name} may use {sorted(unknown)}, which have no row")
    if not allowed:
        raise TableError("the table is empty")
    return allowed


def forbidden_includes(source_root, allowed):
    """Messages for every include that follows no arrow of the table."""
    faults = []
    root = pathlib.Path(source_root)
    folders = {path.name for path in root.iterdir() if path.is_dir()}
    faults += [f"src/{name}/ has no row in the table" for name in sorted(folders - allowed.keys())]
    for path in sorted(root.rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        folder = path.relative_to(root).parts[0]
        for used in INCLUDE.findall(path.read_text(errors="replace")):
            if used in folders | allowed.keys() and used not in allowed.get(folder, {folder}):
                faults.append(f"{path.relative_to(root)} includes {used}/, which {folder}/ may not use")
    return faults
