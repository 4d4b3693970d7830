"""What programs call themselves in their help."""

import os
import subprocess
import unittest

import running  # noqa: F401  (makes the settings known)
from settings import BIN

# Started by other programs, or tests' own: no help.
SILENT = ("kontor-runner", "kontor-runner-traced", "kontor-demo-pbx")
SERVERS = ("kontor-host", "kontor-market", "kontor-seats", "kontor-tuf")


def usage(*words):
    """The line of the help that shows how it is called."""
    asked = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    lines = [line for line in asked.stdout.splitlines() if line.startswith("Usage: ")]
    return lines[0] if lines else f"no usage: {asked.stdout}{asked.stderr}"


class HelpTest(unittest.TestCase):
    def programs(self):
        names = sorted(path.name for path in BIN.glob("kontor-*") if os.access(path, os.X_OK))
        self.assertGreater(len(names), 20)
        return [name for name in names if name not in SILENT]

    def test_a_verb_is_called_as_it_was_typed(self):
        for name in self.programs():
            if name in SERVERS:
                continue
            verb = name.removeprefix("kontor-")
            with self.subTest(verb):
                self.assertRegex(usage(BIN / "kontor", verb, "--help"), rf"^Usage: kontor {verb} ")

    def test_each_verb_is_listed_with_what_it_does(self):
        told = subprocess.run([BIN / "kontor", "--help"], capture_output=True, text=True, timeout=60, check=False).stdout
        for name in self.programs():
            if name not in SERVERS:
                self.assertRegex(told, rf"(?m)^  {name.removeprefix('kontor-')} +[A-Z]")

    def test_a_program_is_called_by_its_own_name_wherever_it_lies(self):
        for name in self.programs():
            with self.subTest(name):
                self.assertRegex(usage(BIN / name, "--help"), rf"^Usage: {name} ")

    def test_a_wrong_command_line_ends_with_2_and_why_on_standard_error(self):
        for name in self.programs():
            if name == "kontor-tuf":  # The conformance suite of TUF asks for 1.
                continue
            with self.subTest(name):
                ended = subprocess.run(
                    [BIN / name, "--no-such-option"], capture_output=True, text=True, timeout=60, check=False
                )
                self.assertEqual(ended.returncode, 2, ended.stderr)
                self.assertNotEqual(ended.stderr, "")

    def test_the_verbs_of_a_verb_are_called_the_same_way(self):
        self.assertRegex(usage(BIN / "kontor", "report", "run", "--help"), "^Usage: kontor report run ")
        self.assertRegex(usage(BIN / "kontor", "build", "--help"), "^Usage: kontor build ")
