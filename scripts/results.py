#!/usr/bin/env python3
"""Counts test cases: results.py DIRECTORY STAGE...

For each stage reads STAGE.ctest.xml (what ctest ran), STAGE/*.xml (the cases of each binary, written
by googletest or in its format) and, for programs that are not run by ctest, STAGE.status and
STAGE.log. A binary that died before it wrote its cases is one failure. A skipped case counts as
neither, but as a failure in the stage "model": there it means that a model is missing, and nothing was
shown. Ends with "N passed, N failed" and fails when something failed or nothing ran."""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed\b")
FAILURE = re.compile(r"^FAIL\b[: ]*(.*)")  # how the programs name a failed case


def cases(path, skips_fail=False):
    """(passed, names of failed) of a JUnit file."""
    passed, failed = 0, []
    # Colours in a message are no XML.
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", path.read_text(errors="replace"))
    for case in ElementTree.fromstring(text).iter("testcase"):
        name = f"{case.get('classname', '')}.{case.get('name', '')}"
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(name)
        elif case.find("skipped") is not None:
            if skips_fail:
                failed.append(f"{name} (skipped)")
        elif case.get("status") not in ("notrun", "disabled"):
            passed += 1
    return passed, failed


def count_ctest(directory, stage):
    passed, failed = 0, []
    for test in ElementTree.parse(directory / f"{stage}.ctest.xml").getroot().iter("testcase"):
        name, ran_well = test.get("name"), test.get("status") == "run"
        report = directory / stage / f"{name}.xml"
        if report.exists():
            good, bad = cases(report, skips_fail=stage == "model")
            passed, failed = passed + good, failed + bad
            if not ran_well and not bad:
                failed.append(f"{name} (ended badly after its last case)")
        elif ran_well:
            passed += 1
        else:
            failed.append(f"{name} (did not report: crashed or timed out)")
    return passed, failed


def failure_of(line):
    """What a line says has failed, or nothing."""
    match = FAILURE.match(line)
    return match[1] or "a case without a name" if match else None


def count_program(directory, stage):
    passed, failed, reports = 0, [], sorted((directory / stage).glob("*.xml"))
    for report in reports:
        good, bad = cases(report)
        passed, failed = passed + good, failed + bad
    status = int((directory / f"{stage}.status").read_text())
    if not reports:
        lines = (directory / f"{stage}.log").read_text(errors="replace").splitlines()
        for line in reversed(lines):
            if match := SUMMARY.match(line):
                passed = int(match[1])
                names = [name for line in lines if (name := failure_of(line))]
                count = int(match[2])
                failed = names[:count] + [f"{stage} case {i + 1}" for i in range(len(names), count)]
                break
        else:
            passed = 1 if status == 0 else 0
    if status != 0 and not failed:
        failed.append(f"{stage} (exit status {status})")
    return passed, failed


def main():
    directory = pathlib.Path(sys.argv[1])
    passed, failed = 0, []
    for stage in sys.argv[2:]:
        if (directory / f"{stage}.ctest.xml").exists():
            good, bad = count_ctest(directory, stage)
        elif (directory / f"{stage}.status").exists():
            good, bad = count_program(directory, stage)
        else:
            good, bad = 0, []
        print(f"{stage}: {good} passed, {len(bad)} failed")
        passed, failed = passed + good, failed + [f"{stage}: {name}" for name in bad]
    for name in failed:
        print(f"FAILED {name}")
    if passed + len(failed) == 0:
        print("no test ran")
    print(f"{passed} passed, {len(failed)} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
