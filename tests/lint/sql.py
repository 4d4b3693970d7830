"""SQL placeholders are first used in the order $1, $2 … and none is left out."""

import re

RAW = re.compile(r'R"sql\((.*?)\)sql"', re.S)
PLACEHOLDER = re.compile(r"\$(\d+)")


def problems(files):
    for path, text in files.items():
        if not path.endswith((".cpp", ".hpp")):
            continue
        for statement in RAW.findall(text):
            used = [int(number) for number in PLACEHOLDER.findall(statement)]
            used = list(dict.fromkeys(used))
            if used != list(range(1, len(used) + 1)):
                first_line = statement.strip().splitlines()[0] if statement.strip() else ""
                yield f"{path}: placeholders {used} in '{first_line}' are not 1..{len(used)} in order"
