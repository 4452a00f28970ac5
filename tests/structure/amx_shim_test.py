"""third_party/amx_tile_config.h keeps every byte of a tile configuration.

g++ 12 takes ldtilecfg to read 8 bytes and drops the stores of the other 56; needs no AMX to be seen,
only the compiler."""

import pathlib
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = """
#include <immintrin.h>
void Load(const long* from) {
  alignas(64) long config[8];
  for (int i = 0; i < 8; ++i) config[i] = from[i] + 1;
  _tile_loadconfig(config);
}
"""
WIDTH = {"zmm": 64, "ymm": 32, "xmm": 16}


def bytes_stored(assembly):
    """Bytes that are written to the stack before ldtilecfg."""
    total = 0
    for line in assembly.partition("ldtilecfg")[0].splitlines():
        if store := re.match(r"\s*v?mov\w*\s+%(\w+), [-\w]*\(%r[sb]p\)", line):
            total += WIDTH.get(store[1][:3], 8)
    return total


class AmxShimTest(unittest.TestCase):
    def test_all_64_bytes_are_stored_before_the_configuration_is_loaded(self):
        compiler = shutil.which("c++") or shutil.which("g++")
        self.assertIsNotNone(compiler)
        run = subprocess.run(
            [compiler, "-x", "c++", "-std=c++17", "-O2", "-march=sapphirerapids", "-S", "-o", "-",
             "-include", str(ROOT / "third_party/amx_tile_config.h"), "-"],
            input=SOURCE, capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertIn("ldtilecfg", run.stdout)
        self.assertGreaterEqual(bytes_stored(run.stdout), 64, run.stdout)

    def test_the_counter_sees_dropped_stores(self):
        self.assertEqual(8, bytes_stored("\tmovq\t%rax, -72(%rsp)\n\tldtilecfg\t-72(%rsp)\n"))
        self.assertEqual(64, bytes_stored("\tvmovdqa64\t%zmm0, -64(%rsp)\n\tldtilecfg\t-64(%rsp)\n"))


if __name__ == "__main__":
    unittest.main()
