"""What the headers of sdk/abi say: structs, members, comments, numbers, and their ABI as libabigail sees it."""

import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[3]
HEADERS = ROOT / "sdk/abi"
BASELINES = ROOT / "tests/fixtures/abi"
PROBE = pathlib.Path(__file__).with_name("probe.c")

STRUCT = re.compile(r"/\*((?:[^*]|\*(?!/))*)\*/\s*typedef struct (\w+) \{(.*?)^\} \2;", re.S | re.M)
MEMBER = re.compile(r"/\*((?:[^*]|\*(?!/))*)\*/\s*([^;/]+;)", re.S)
NAME = re.compile(r"\(\*(\w+)\)|(\w+);$")
NUMBER = re.compile(r"^#define (KONTOR_\w+)(?: |\\\n)+(UINT32_C\(\w+\)|\d+)(?=\s)", re.M)


def headers():
    return sorted((HEADERS / "kontor").glob("*.h"))


def members():
    """(struct, member or None for the struct itself, its comment), in the order of the headers."""
    for header in headers():
        for comment, struct, body in STRUCT.findall(header.read_text()):
            yield struct, None, comment
            declared = MEMBER.findall(body)
            if len(declared) != body.count(";") - sum(text.count(";") for text, _ in declared):
                raise ValueError(f"a member of {struct} has no comment of its own")
            for text, declaration in declared:
                first, second = NAME.search(declaration.strip()).groups()
                yield struct, first or second, text


def numbers():
    """Every number that the headers define, but for the version of the SDK, which moves."""
    found = {}
    for header in headers():
        found.update(NUMBER.findall(header.read_text()))
    return {name: value for name, value in found.items() if not name.startswith("KONTOR_SDK_")}


def abi_minor():
    return int(numbers()["KONTOR_ABI_MINOR"])


def baseline():
    return BASELINES / f"kontor-{numbers()['KONTOR_ABI_MAJOR']}.{abi_minor()}.abi"


def describe(folder, include=HEADERS):
    """Builds a plugin against the headers in `include` and writes their ABI as XML."""
    folder = pathlib.Path(folder)
    shutil.copy(PROBE, folder / "plugin.c")
    subprocess.run(["gcc", "-std=c11", "-g", "-shared", "-fPIC", f"-I{include}", "plugin.c",
                    "-o", "plugin.so"], cwd=folder, check=True)
    subprocess.run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-elf-needed",
                    "--out-file", "kontor.abi", "plugin.so"], cwd=folder, check=True)
    return folder / "kontor.abi"


def offsets(description):
    """{(struct, member): byte, (struct, None): size} as the compiler laid them out."""
    found = {}
    for struct in xml.parse(description).iter("class-decl"):
        found[struct.get("name"), None] = int(struct.get("size-in-bits")) // 8
        for member in struct.iter("data-member"):
            name = member.find("var-decl").get("name")
            found[struct.get("name"), name] = int(member.get("layout-offset-in-bits")) // 8
    return found


def difference(old, new):
    """What abidiff says of two descriptions: empty when they are the same."""
    ended = subprocess.run(["abidiff", "--harmless", "--no-show-locs", str(old), str(new)], capture_output=True, text=True)
    if ended.returncode & 3:
        raise RuntimeError(f"abidiff failed: {ended.stdout}{ended.stderr}")
    return ended.stdout if ended.returncode else ""
