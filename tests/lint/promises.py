"""Each test that tests/README.md names exists, and each requirement id stands there with its state."""

import re

PAGE = "tests/README.md"
GOOGLE = re.compile(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+),\s*(\w+)\s*\)")
NAMED_GOOGLE = re.compile(r"\b([A-Z]\w+)\.([A-Z]\w*\*?|\*)")
NAMED_PYTHON = re.compile(r"(\w+\.py): (test_\w+)")
REQUIREMENTS = [f"N{number}" for number in range(1, 16)] + [f"R{number:02}" for number in range(1, 62)]


def problems(files):
    page = files.get(PAGE, "")
    suites = {}
    for path, text in files.items():
        if path.startswith("tests/") and path.endswith(".cpp"):
            for suite, name in GOOGLE.findall(text):
                suites.setdefault(suite, set()).add(name)
    for suite, name in NAMED_GOOGLE.findall("\n".join(line for line in page.splitlines() if line.startswith("|"))):
        known = suites.get(suite)
        if known is None:
            yield f"{PAGE} names the suite {suite}, which does not exist"
        elif not any(test.startswith(name.rstrip("*")) if name.endswith("*") else test == name for test in known):
            yield f"{PAGE} names {suite}.{name}, which does not exist"
    for file, name in NAMED_PYTHON.findall(page):
        if not any(path.endswith("/" + file) and f"def {name}(" in text for path, text in files.items()):
            yield f"{PAGE} names {file}: {name}, which does not exist"
    for requirement in REQUIREMENTS:
        if not re.search(rf"^\| {requirement} \|", page, re.M):
            yield f"{PAGE} does not say how {requirement} stands"
