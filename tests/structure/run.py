#!/usr/bin/env python3
"""Runs the tests of this folder; ctest calls it. With GTEST_OUTPUT=xml:DIR/ it reports each case to
DIR/structure_test.xml, as the C++ tests do."""

import os
import pathlib
import sys
import unittest
from xml.sax.saxutils import quoteattr


class CaseRecorder(unittest.TextTestResult):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.cases = []

    def stopTest(self, test):
        super().stopTest(test)
        bad = [text for failed, text in self.failures + self.errors if failed is test]
        inner = f"<failure message={quoteattr(bad[0])}/>" if bad else ""
        group, name = test.id().rsplit(".", 1)
        self.cases.append(f'<testcase classname={quoteattr(group)} name={quoteattr(name)} status="run">'
                          f"{inner}</testcase>")


def main():
    here = pathlib.Path(__file__).resolve().parent
    sys.dont_write_bytecode = True
    suite = unittest.defaultTestLoader.discover(str(here), pattern="*_test.py")
    result = unittest.TextTestRunner(resultclass=CaseRecorder, verbosity=1).run(suite)
    kind, _, directory = os.environ.get("GTEST_OUTPUT", "").partition(":")
    if kind == "xml" and directory.endswith("/"):
        pathlib.Path(directory, "structure_test.xml").write_text(
            "<testsuites><testsuite>" + "".join(result.cases) + "</testsuite></testsuites>\n")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
