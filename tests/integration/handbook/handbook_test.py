"""The handbook is run: the tutorial word for word, and the plugins that other pages show are built and checked."""

import os
import pathlib
import tempfile
import time
import unittest

import page

ROOT = pathlib.Path(__file__).resolve().parents[3]
INSTALLED = pathlib.Path(os.environ.get("KONTOR_INSTALLED", ROOT / "build/release/installed/root/usr"))
DOCS = INSTALLED / "share/kontor/sdk/docs"
TUTORIAL_DEADLINE_S = 600  # Ten minutes, on any machine.


class Handbook(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="kontor-handbook-")))
        # Nothing of this machine's user, nor of the folder Kontor is built in.
        self.environment = {"PATH": f"{INSTALLED}/bin:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"}
        for name in ("CCACHE_DIR", "CC", "CXX"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def run_page(self, name, **more):
        return page.run(DOCS / name, self.folder, self.environment, TUTORIAL_DEADLINE_S, **more)

    def test_the_tutorial_word_for_word(self):
        began = time.monotonic()

        done = self.run_page("tutorial.md")

        self.assertEqual("\n".join(page.missing_lines(DOCS / "tutorial.md", done)), "")
        self.assertLess(time.monotonic() - began, TUTORIAL_DEADLINE_S)

    def pages_with_samples(self):
        return [path for path in sorted(DOCS.glob("*.md"))
                if path.name != "tutorial.md" and any(block.is_file for block in page.blocks(path))]

    def quick_compiler(self):
        """A g++ that spends no time on optimisation: that the samples build and do what they say is what counts."""
        quick = self.folder / "quick-g++"
        quick.write_text(f"#!/bin/sh\nexec {self.environment.get('CXX', 'g++')} \"$@\" -O0\n")
        quick.chmod(0o755)
        return str(quick)

    def test_the_samples_of_every_other_page(self):
        self.environment["CXX"] = self.quick_compiler()
        found = self.pages_with_samples()
        self.assertTrue(found)
        for path in found:
            with self.subTest(path.name):
                with tempfile.TemporaryDirectory(prefix="kontor-sample-") as folder:
                    done = page.run(path, folder, self.environment, TUTORIAL_DEADLINE_S)
                    self.assertEqual("\n".join(page.missing_lines(path, done)), "")

    def test_every_cpp_and_c_block_is_compiled(self):
        for path in sorted(DOCS.glob("*.md")):
            for block in page.blocks(path):
                if block.language in ("cpp", "c"):
                    with self.subTest(f"{path.name}:{block.line}"):
                        self.assertTrue(block.is_file, "name the file it belongs to: file= or more=")


if __name__ == "__main__":
    unittest.main()
