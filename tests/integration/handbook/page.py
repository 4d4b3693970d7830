"""A page of the handbook as a program: its marked blocks, in order, in one shell.

    ```sh               is run as it stands
    ```LANG file=PATH   is written to PATH, below the folder the shell is in
    ```LANG more=PATH   is added to PATH
    ```text             after a run block: each of its lines stands in what that block printed; "…" stands for anything
    ```console          is for people only, and so is any other block
"""

import os
import pathlib
import re
import shlex
import signal
import subprocess

BLOCK = re.compile(r"^```(\S*)[ \t]*(.*?)\n(.*?)^```$", re.S | re.M)


class Block:
    def __init__(self, language, words, text, line):
        self.language, self.text, self.line = language, text, line
        self.place = dict(word.split("=", 1) for word in words.split() if "=" in word)

    @property
    def is_file(self):
        return bool(self.place)

    @property
    def is_run(self):
        return self.language == "sh" and not self.is_file

    def script(self):
        if self.is_run:
            return self.text
        arrow, path = (">", self.place["file"]) if "file" in self.place else (">>", self.place["more"])
        return f"mkdir -p {shlex.quote(os.path.dirname(path) or '.')}\ncat {arrow} {shlex.quote(path)} <<'END_OF_FILE'\n{self.text}END_OF_FILE\n"


def blocks(page):
    text = page.read_text(encoding="utf-8")
    return [Block(language, words, body, text.count("\n", 0, match.start()) + 1)
            for match in BLOCK.finditer(text) for language, words, body in [match.groups()]]


class Failed(Exception):
    pass


def run(page, folder, environment, deadline_s, only=lambda block: block.is_file or block.is_run):
    """Runs the page's blocks in `folder`; gives [(block, what it printed)]."""
    folder = pathlib.Path(folder)
    printed = folder / ".printed"
    printed.mkdir()
    chosen = [block for block in blocks(page) if only(block)]
    script = "set -eu\n" + "".join(
        f"echo {number} > {printed}/reached\n{{\n{block.script()}}} > {printed}/{number} 2>&1\n"
        for number, block in enumerate(chosen))
    shell = subprocess.Popen(["bash", "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                             start_new_session=True)
    try:
        status = shell.wait(deadline_s)
    except subprocess.TimeoutExpired:
        status = "no end"
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)  # What the page left running in the background.
        except ProcessLookupError:
            pass
        shell.wait()
    said = [(printed / str(number)).read_text(errors="replace") if (printed / str(number)).exists() else ""
            for number in range(len(chosen))]
    if status != 0:
        reached = int((printed / "reached").read_text())
        raise Failed(f"{page.name}:{chosen[reached].line} ended with {status}:\n{chosen[reached].text}\n{said[reached]}")
    return list(zip(chosen, said))


def missing_lines(page, done):
    """What the page promises in its text blocks and the run did not print."""
    said = {block.line: text for block, text in done}
    last = ""
    for block in blocks(page):
        if block.line in said:
            last = said[block.line]
        elif block.language == "text":
            for line in filter(str.strip, block.text.splitlines()):
                pattern = ".*".join(re.escape(part) for part in line.strip().split("…"))
                if not re.search(pattern, last):
                    yield f"{page.name}:{block.line}: not printed: {line}\nbut:\n{last}"
