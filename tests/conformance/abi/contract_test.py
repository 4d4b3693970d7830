"""The C contract is frozen: it compiles everywhere, says what it means, and no byte of it moves."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import contract

STANDARDS = [("c", "c11"), *(("c++", f"c++{year}") for year in (11, 14, 17, 20))]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]


class Headers(unittest.TestCase):
    def test_each_header_compiles_alone_in_every_standard_with_each_compiler(self):
        compilers = [path for path in map(shutil.which, ("gcc", "clang-14")) if path]
        self.assertTrue(compilers)
        running = []
        for compiler in compilers:
            for header in contract.headers():
                for language, standard in STANDARDS:
                    command = [compiler, f"-std={standard}", *WARNINGS, "-fsyntax-only", f"-I{contract.HEADERS}",
                               "-x", language, "-"]
                    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                    running.append((f"{header.name} {standard} {compiler}", header, process))
        for title, header, process in running:
            with self.subTest(title):
                said = process.communicate(f"#include <kontor/{header.name}>\ntypedef int alone;\n")[1]
                self.assertEqual((process.returncode, said), (0, ""))

    def test_each_member_says_its_owner_its_thread_and_since_when(self):
        found = list(contract.members())
        self.assertEqual(len([member for _, member, _ in found if member]), 22)
        for struct, member, comment in found:
            for word in ("OWNERSHIP:", "THREAD:", "SINCE: "):
                with self.subTest(f"{struct}.{member} {word}"):
                    self.assertIn(word, comment)

    def test_each_size_and_each_offset_is_asserted(self):
        asserted = (contract.HEADERS / "kontor/layout.h").read_text()
        with tempfile.TemporaryDirectory() as folder:
            laid_out = contract.offsets(contract.describe(folder))
        self.assertEqual(len(laid_out), 22 + 5)
        for (struct, member), value in laid_out.items():
            place = f"offsetof({struct}, {member})" if member else f"sizeof({struct})"
            with self.subTest(place):
                self.assertIn(f"KONTOR_LAYOUT_HOLDS({place} == {value});", asserted)


class Baseline(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def changed(self, header, old, new):
        """The ABI of the headers with one change."""
        include = self.folder / "changed"
        shutil.copytree(contract.HEADERS, include)
        text = (include / "kontor" / header).read_text()
        self.assertIn(old, text)
        (include / "kontor" / header).write_text(text.replace(old, new, 1))
        return contract.describe(self.folder, include)

    def test_abidiff_sees_no_change_against_the_stored_contract(self):
        said = contract.difference(contract.baseline(), contract.describe(self.folder))

        self.assertEqual(said, "", "The binary contract is frozen. A member may only be added at the end of a "
                         "struct, with a new KONTOR_ABI_MINOR and a baseline of its own; see sdk/docs/versioning.md.")

    def test_abidiff_sees_a_member_that_was_added(self):
        said = contract.difference(contract.baseline(),
                                   self.changed("plugin.h", "} kontor_plugin;", "uint64_t more;\n} kontor_plugin;"))

        self.assertIn("type size changed from 256 to 320", said)

    def test_abidiff_sees_members_that_changed_their_names(self):
        said = contract.difference(contract.baseline(),
                                   self.changed("entry.h", "uint32_t reserved;", "uint32_t spare;"))

        self.assertIn("name of 'kontor_entry::reserved' changed to 'kontor_entry::spare'", said)

    def test_abidiff_sees_an_argument_of_another_type(self):
        said = contract.difference(contract.baseline(), self.changed("host.h", "int32_t level", "int64_t level"))

        self.assertIn("parameter 2 of type 'typedef int32_t' changed", said)

    def test_each_number_keeps_its_value(self):
        stored = json.loads(contract.baseline().with_suffix(".numbers.json").read_text())

        self.assertEqual(contract.numbers(), stored)

    def test_each_released_minor_has_its_baseline(self):
        major = contract.numbers()["KONTOR_ABI_MAJOR"]
        for minor in range(contract.abi_minor() + 1):
            for suffix in ("abi", "numbers.json"):
                self.assertTrue((contract.BASELINES / f"kontor-{major}.{minor}.{suffix}").exists())


if __name__ == "__main__":
    unittest.main()
