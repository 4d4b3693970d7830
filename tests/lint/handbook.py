"""The reference equals the schemas, and each link of a page of the SDK leads somewhere."""

import importlib.util
import pathlib
import posixpath
import re

REFERENCE = "sdk/docs/reference/"
FENCED = re.compile(r"^```.*?^```", re.S | re.M)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def generator():
    path = pathlib.Path("sdk/interfaces/reference.py")
    spec = importlib.util.spec_from_file_location("reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def problems(files):
    reference = generator()
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
