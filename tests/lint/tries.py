"""TRY stands outside initializer lists of several members: gcc 12 never destroys those that were
built before it returns."""

import re

TOKEN = re.compile(r'''
    R"(?P<raw>[^(\s]*)\(.*?\)(?P=raw)"      # raw string
  | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'
  | //[^\n]* | /\*.*?\*/ | \#[^\n]*(?:\\\n[^\n]*)*
  | \w+ | -> | :: | [^\s\w]
''', re.VERBOSE | re.DOTALL)


def opens_block(before):
    """Whether a brace after these tokens (newest last) opens statements and not an initializer list."""
    if not before or before[-1] in {")", "else", "do", "try", ";", "{", "}", ":", "]", "const", "noexcept",
                                    "override", "final", "mutable"}:
        return True
    # The return type of a lambda or function: `-> Result<Name> {`.
    for token in reversed(before[-24:]):
        if token == "->":
            return True
        if not re.fullmatch(r"\w+|::|<|>|,|\*|&", token):
            return False
    return False


def tries_in_lists(text):
    """The lines of the TRYs that stand in an initializer list beside other members."""
    before, brackets, lines = [], [], []  # An open bracket: its kind, and of a list its TRYs and commas.
    for found in TOKEN.finditer(text):
        token = found.group()
        if token.startswith(("//", "/*", "#")):
            continue
        if token == "TRY":
            for bracket in reversed(brackets):
                if bracket["kind"] == "block":
                    break
                bracket["tries"].append(text.count("\n", 0, found.start()) + 1)
        elif token == "," and brackets:
            brackets[-1]["several"] = True
        if token == "{":
            nested = bool(brackets) and brackets[-1]["kind"] == "list" and before[-1] in {"{", ","}
            kind = "list" if nested or not opens_block(before) else "block"
            brackets.append({"kind": kind, "tries": [], "several": False})
        elif token in "([":
            brackets.append({"kind": token, "tries": [], "several": False})
        elif token in ")]}" and brackets:
            closed = brackets.pop()
            if closed["kind"] == "list" and closed["several"]:
                lines += closed["tries"]
        before.append(token)
    return sorted(set(lines))


def problems(files):
    return [
        f"{path}:{line}: TRY inside an initializer list: name its value in a local first"
        for path, text in sorted(files.items())
        if path.endswith((".cpp", ".hpp")) and "TRY(" in text
        for line in tries_in_lists(text)
    ]
