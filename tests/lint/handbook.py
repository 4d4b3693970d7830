"""The reference equals the schemas, and each link of a page of the SDK leads somewhere."""

import importlib
import posixpath
import re
import sys

REFERENCE = "sdk/docs/reference/"
FENCED = re.compile(r"^```.*?^```", re.S | re.M)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def module_of_interfaces(name):
    if "sdk/interfaces" not in sys.path:
        sys.path.append("sdk/interfaces")
    return importlib.import_module(name)


def problems(files):
    reference = module_of_interfaces("reference")
    written = {path[len(REFERENCE):]: text for path, text in files.items() if path.startswith(REFERENCE)}
    try:
        for problem in reference.differences(written):
            yield f"{REFERENCE}{problem}; run sdk/interfaces/reference.py --write"
    except reference.Incomplete as problem:
        yield str(problem)
    for path, text in files.items():
        if not path.startswith("sdk/") or not path.endswith(".md"):
            continue
        for target in LINK.findall(FENCED.sub("", text)):
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if wanted not in files and not any(known.startswith(wanted + "/") for known in files):
                yield f"{path} links to {target}, which does not exist"
