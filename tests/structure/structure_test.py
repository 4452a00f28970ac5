"""The repository keeps its own rules, and the rules' checks find what breaks them."""

import pathlib
import tempfile
import unittest

import arrows
import source_rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = "text\n\n| folder | is | may use |\n|---|---|---|\n| base/ | x | - |\n| audio/ | x | base |\n" \
        "| app/ | x | base audio |\n\n| other | table | here |\n"


def tree(files):
    directory = tempfile.TemporaryDirectory()
    for name, text in files.items():
        path = pathlib.Path(directory.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory


class RepositoryTest(unittest.TestCase):
    def test_includes_follow_the_arrows_of_the_architecture(self):
        table = arrows.allowed_arrows((ROOT / "docs/architecture.md").read_text())
        self.assertEqual([], arrows.forbidden_includes(ROOT / "src", table))

    def test_no_registry_host_and_no_machine_path_is_written_down(self):
        self.assertEqual([], source_rules.forbidden_names(ROOT))

    def test_no_source_file_is_too_long(self):
        self.assertEqual([], source_rules.long_files(ROOT))


class ArrowsTest(unittest.TestCase):
    def test_the_table_ends_where_it_ends(self):
        self.assertEqual({"base": {"base"}, "audio": {"audio", "base"}, "app": {"app", "base", "audio"}},
                         arrows.allowed_arrows(TABLE))

    def test_a_wrong_table_is_an_error(self):
        for text in ("", "| folder | may use |\n|---|---|\n", TABLE.replace("| app/", "| audio/"),
                     TABLE.replace("base audio", "base sound"), TABLE.replace("| app/ | x |", "| app/ |")):
            with self.assertRaises(arrows.TableError):
                arrows.allowed_arrows(text)

    def test_an_include_against_the_arrows_is_found(self):
        allowed = arrows.allowed_arrows(TABLE)
        with tree({"base/a.h": '#include "audio/b.h"\n', "audio/b.cc": '#include "base/a.h"\n',
                   "audio/testing/c.cc": '  #  include "app/d.h"\n', "app/d.h": "#include <audio/b.h>\n"}) as root:
            faults = arrows.forbidden_includes(root, allowed)
        self.assertEqual(["audio/testing/c.cc includes app/, which audio/ may not use",
                          "base/a.h includes audio/, which base/ may not use"], faults)

    def test_a_folder_without_a_row_is_found(self):
        with tree({"video/a.h": "", "base/b.h": '#include "video/a.h"\n'}) as root:
            faults = arrows.forbidden_includes(root, arrows.allowed_arrows(TABLE))
        self.assertEqual(2, len(faults))


class SourceRulesTest(unittest.TestCase):
    def test_hosts_and_paths_are_found_and_lookalikes_are_not(self):
        bad = {"a.md": "see https://" + "pypi" + ".org/x\n", "b/c.cc": 'Open("/' + 'work/x");\n',
               "d.sh": "cd /" + "root/.cache\n"}
        good = {"e.md": "src/framework/ and ./" + "work/ and pypi and npm\n"}
        with tree(bad | good) as root:
            faults = source_rules.forbidden_names(root)
        self.assertEqual(["a.md", "b/c.cc", "d.sh"], [fault.split(":")[0] for fault in faults])

    def test_a_file_of_450_lines_is_fine_and_one_more_is_not(self):
        with tree({"src/a/ok.cc": "x\n" * 450, "src/a/long.cc": "x\n" * 451, "src/a/data.txt": "x\n" * 999}) as root:
            faults = source_rules.long_files(root)
        self.assertEqual(1, len(faults))
        self.assertIn("long.cc has 451 lines", faults[0])


if __name__ == "__main__":
    unittest.main()
