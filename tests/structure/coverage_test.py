"""Every event of the protocol is named by a test, and docs/coverage.md says by which."""

import json
import pathlib
import unittest

import coverage
from structure_test import tree


class CoverageTest(unittest.TestCase):
    def test_every_event_has_a_test(self):
        self.assertEqual([], coverage.untested())

    def test_the_page_is_true(self):
        page = (coverage.ROOT / "docs/coverage.md").read_text()
        self.assertEqual([], coverage.untrue_rows(page), "run python3 tests/structure/coverage.py")

    def test_an_untrue_page_is_found(self):
        page = coverage.page()
        row = next(line for line in page.splitlines() if line.startswith("| `session.update` "))
        self.assertEqual(["session.update"], coverage.untrue_rows(page.replace(row + "\n", "")))
        wrong = "| `session.update` | client | `NoTest.Names` |"
        self.assertEqual(["session.update"], coverage.untrue_rows(page.replace(row, wrong)))

    def test_an_event_that_no_test_names_is_found(self):
        messages = {name: [{"$ref": f"#/channels/realtime/messages/{name}.go"}]
                    for name in ("a", "b", "c")}
        with tree({
            "docs/asyncapi.json": json.dumps({"operations": {
                "fromClient": {"messages": messages["a"] + messages["b"]},
                "fromServer": {"messages": messages["c"]}}}),
            "src/x/x_test.cc": 'TEST(X, Y) { see("a.go"); }\nconst char* not_in_a_test;',
            "tests/cli/y.py": "see('b.go.not')", "tests/conformance/z.mjs": "`d.go`",
        }) as root:
            root = pathlib.Path(root)
            self.assertEqual(["b.go", "c.go"], coverage.untested(root))
            self.assertIn("| `a.go` | client | `X.Y` |", coverage.page(root))


if __name__ == "__main__":
    unittest.main()
