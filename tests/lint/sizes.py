"""Small files: none past 500 lines, the median below 90."""

import statistics

SOURCE = (".cpp", ".hpp", ".h", ".c", ".ts", ".tsx", ".mjs", ".py", ".sh")
LINES_MAX = 500
MEDIAN_MAX = 90


def problems(files):
    lines = {path: text.count("\n") for path, text in files.items() if path.endswith(SOURCE)}
    for path, count in lines.items():
        if count > LINES_MAX:
            yield f"{path} has {count} lines, {LINES_MAX} are the most"
    if lines and statistics.median(lines.values()) >= MEDIAN_MAX:
        yield f"the median file has {statistics.median(lines.values())} lines, it must stay below {MEDIAN_MAX}"
