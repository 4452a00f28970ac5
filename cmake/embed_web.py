#!/usr/bin/env python3
"""Writes the files of a folder as C++: embed_web.py FOLDER OUTPUT.cc

Defines web::Assets() of src/web/assets.h. The same files give the same text. A folder that is not there
gives an empty table."""

import gzip
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
A_LINE = 24  # bytes


def array(name, data):
    lines = [", ".join(map(str, data[i:i + A_LINE])) for i in range(0, len(data), A_LINE)]
    return f"constexpr unsigned char {name}[] = {{\n    " + ",\n    ".join(lines) + "};\n"


def view(name, data):
    return f"Text({name}, {len(data)})" if data else '""'


def main():
    folder, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    arrays, rows = [], []
    # C++ compares paths byte by byte.
    named = sorted(("/" + path.relative_to(folder).as_posix(), path) for path in files)
    for index, (name, path) in enumerate(named):
        if path.suffix not in TYPES:
            sys.exit(f"embed_web.py: no content type is known for {path}")
        body = path.read_bytes()
        packed = gzip.compress(body, 9, mtime=0)
        if len(packed) >= len(body):
            packed = b""
        tag = hashlib.sha256(body).hexdigest()[:16]
        arrays += [array(f"kBody{index}", body)] + ([array(f"kGzip{index}", packed)] if packed else [])
        rows.append(f'      {{"{name}", "{TYPES[path.suffix]}", {view(f"kBody{index}", body)},\n'
                    f'       {view(f"kGzip{index}", packed)}, "\\"{tag}\\""}},\n')
    text = '// Made by cmake/embed_web.py.\n#include "web/assets.h"\n\nnamespace vivavoce::web {\n'
    if rows:
        text += "namespace {\n\n" + "\n".join(arrays)
        text += ("\nstd::string_view Text(const unsigned char* bytes, size_t size) {\n"
                 "  return {reinterpret_cast<const char*>(bytes), size};\n}\n\n}  // namespace\n")
        text += ("\nstd::span<const Asset> Assets() {\n  static const Asset kAssets[] = {\n"
                 + "".join(rows) + "  };\n  return kAssets;\n}\n")
    else:
        text += "\nstd::span<const Asset> Assets() { return {}; }\n"
    text += "\n}  // namespace vivavoce::web\n"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text)


if __name__ == "__main__":
    main()
