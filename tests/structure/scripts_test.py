"""What the shell and Python scripts decide: when models are missing, and what counts as passed."""

import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
JUNIT = '<testsuites><testsuite>{}</testsuite></testsuites>'
CASE = '<testcase classname="C" name="{}" status="run">{}</testcase>'


def missing_model_file(home):
    run = subprocess.run(["bash", "-c", 'root=$1; source "$1/scripts/lib.sh"; missing_model_file', "-", str(ROOT)],
                         env=os.environ | {"VIVAVOCE_HOME": str(home)}, capture_output=True, text=True, check=True)
    return run.stdout.strip()


class MissingModelTest(unittest.TestCase):
    """lib.sh reads models/manifest.toml with awk: it must see what a TOML parser sees."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.home = pathlib.Path(temporary.name)
        manifest = tomllib.loads((ROOT / "models/manifest.toml").read_text())
        self.files = []
        for model in manifest["model"]:
            if not model["default"]:
                continue
            directory = self.home / "models" / model["id"]
            directory.mkdir(parents=True)
            for file in model["file"]:
                self.make(directory / file["name"], file["size"])
            for conversion in model.get("conversion", []):
                self.make(directory / (conversion["output"] + ".sha256"), 1)

    def make(self, path, size):
        with open(path, "wb") as file:
            file.truncate(size)  # sparse
        self.files.append(path)

    def test_nothing_is_missing_when_every_default_file_has_its_size(self):
        self.assertEqual("", missing_model_file(self.home))

    def test_a_missing_file_is_named(self):
        for path in (self.files[0], self.files[len(self.files) // 2], self.files[-1]):
            path.rename(path.with_suffix(".away"))
            self.assertEqual(str(path.relative_to(self.home / "models")), missing_model_file(self.home))
            path.with_suffix(".away").rename(path)

    def test_a_cut_file_is_named(self):
        with open(self.files[0], "r+b") as file:
            file.truncate(5)
        self.assertEqual(str(self.files[0].relative_to(self.home / "models")), missing_model_file(self.home))


class ResultsTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = pathlib.Path(temporary.name)
        (self.directory / "unit").mkdir()

    def write_ctest(self, **status):
        self.write("unit.ctest.xml", "".join(
            f'<testcase name="{name}" status="{value}"/>' for name, value in status.items()))

    def write(self, name, cases):
        (self.directory / name).write_text(JUNIT.format(cases))

    def count(self, *stages):
        run = subprocess.run([sys.executable, str(ROOT / "scripts/results.py"), str(self.directory), *stages],
                             capture_output=True, text=True, check=False)
        return run.stdout.splitlines()[-1], run.returncode

    def test_cases_of_binaries_are_summed(self):
        self.write_ctest(a="run", b="run")
        self.write("unit/a.xml", CASE.format("x", "") + CASE.format("y", ""))
        self.assertEqual(("3 passed, 0 failed", 0), self.count("unit"))

    def test_a_failed_case_fails_the_run(self):
        self.write_ctest(a="fail")
        self.write("unit/a.xml", CASE.format("x", "<failure/>") + CASE.format("y", ""))
        self.assertEqual(("1 passed, 1 failed", 1), self.count("unit"))

    def test_a_binary_that_crashed_is_a_failure(self):
        self.write_ctest(a="fail", b="fail")
        self.write("unit/a.xml", CASE.format("x", ""))
        self.assertEqual(("1 passed, 2 failed", 1), self.count("unit"))

    def test_skipped_cases_count_as_neither(self):
        self.write_ctest(a="run")
        self.write("unit/a.xml", CASE.format("x", "<skipped/>") + CASE.format("y", ""))
        self.assertEqual(("1 passed, 0 failed", 0), self.count("unit"))

    def test_a_skipped_model_test_is_a_failure(self):
        (self.directory / "model").mkdir()
        self.write("model.ctest.xml", '<testcase name="a" status="run"/>')
        self.write("model/a.xml", CASE.format("x", "<skipped/>") + CASE.format("y", ""))
        self.assertEqual(("1 passed, 1 failed", 1), self.count("model"))

    def test_no_test_at_all_is_a_failure(self):
        self.write_ctest()
        self.assertEqual(("0 passed, 0 failed", 1), self.count("unit", "model"))

    def test_a_program_reports_by_its_last_line_and_its_status(self):
        (self.directory / "conformance.log").write_text("noise\n7 passed, 2 failed\n")
        (self.directory / "conformance.status").write_text("1\n")
        self.assertEqual(("7 passed, 2 failed", 1), self.count("conformance"))
        (self.directory / "conformance.log").write_text("7 passed, 0 failed\n")
        self.assertEqual(("7 passed, 1 failed", 1), self.count("conformance"))


if __name__ == "__main__":
    unittest.main()
