"""Includes go down only (architecture.md, Folders and layers). There is no allow-list."""

import re

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)

# Longest matching prefix decides what a folder may include beside itself.
ALLOWED = {
    "base/cli": [],
    "base/core": [],
    "base/crypto": ["base/core"],
    "base/db": ["base/core", "base/crypto"],
    "base/http": ["base/core"],
    "base/tlog": ["base/core", "base/crypto"],
    "base/tuf": ["base/core", "base/crypto"],
    "sdk/abi": [],
    "sdk/cpp": [],
    "sdk/interfaces": [],
    "sdk/package": ["sdk/abi", "sdk/interfaces", "base"],
    "sdk/runtime": ["sdk/abi", "sdk/interfaces", "base"],
    "sdk/testing": ["sdk/abi", "sdk/interfaces", "sdk/package", "sdk/runtime", "base"],
    "sdk/trace": ["sdk/abi", "sdk/interfaces", "sdk/package", "sdk/runtime", "base"],
    "sdk/check": ["sdk/abi", "sdk/interfaces", "sdk/package", "sdk/runtime", "sdk/testing", "base"],
    "sdk/cli": ["sdk/abi", "sdk/interfaces", "sdk/package", "sdk/runtime", "sdk/testing", "sdk/check", "sdk/trace", "base"],
    "sdk/kit": ["sdk/testing"],
    "sdk/examples": [],
    "licensing/core": ["base"],
    "licensing/document": ["licensing/core", "base"],
    "licensing/seats": ["licensing/core", "licensing/document", "base"],
    "licensing/client": ["licensing/core", "licensing/document", "base"],
    "licensing/server": ["licensing", "base"],
    "licensing/cli": ["licensing", "base"],
    "marketplace/core": ["base", "licensing/core"],
    "marketplace/billing": ["marketplace/core", "base"],
    "marketplace/repository": ["marketplace/core", "base"],
    "marketplace/client": ["marketplace/core", "base"],
    "marketplace/log": ["marketplace/core", "base"],
    "marketplace/review": ["marketplace/core", "sdk/package", "sdk/interfaces", "sdk/runtime", "sdk/testing", "sdk/check", "base"],
    "marketplace/store": ["marketplace/core", "licensing", "base"],
    "marketplace/app": ["marketplace/billing", "marketplace/core", "marketplace/store", "marketplace/review", "marketplace/repository", "marketplace/log",
                        "licensing", "sdk/package", "sdk/interfaces", "sdk/runtime", "sdk/testing", "base"],
    "marketplace/api": ["marketplace/billing", "marketplace/core", "marketplace/app", "marketplace/repository", "marketplace/log", "licensing", "base"],
    "marketplace/server": ["marketplace", "licensing", "sdk/package", "sdk/runtime", "base"],
    "marketplace/cli": ["marketplace/core", "marketplace/client", "marketplace/repository", "marketplace/log", "licensing", "sdk/package", "base"],
    "host/core": ["base", "licensing/core"],
    "host/access": ["host/core", "base"],
    "host/store": ["host/core", "host/access", "base"],
    "host/sheets": ["host/core", "base"],
    "host/app": ["host/sheets", "host/core", "host/store", "host/access", "licensing", "base"],
    "host/gdpr": ["host/core", "host/store", "host/access", "host/app", "host/sheets", "base"],
    "host/trust": ["host/core", "host/store", "host/access", "host/app", "marketplace/client", "sdk/abi", "sdk/package", "base"],
    "host/plugins": ["host/core", "host/store", "host/access", "host/app", "host/gdpr", "host/trust", "marketplace/client", "licensing/client",
                     "licensing/core", "licensing/document", "licensing/seats",
                     "sdk/abi", "sdk/package", "sdk/interfaces", "sdk/runtime", "base"],
    "host/rehearsal": ["host/core", "host/store", "host/access", "host/app", "host/trust", "host/plugins", "licensing", "marketplace/client",
                       "sdk/abi", "sdk/package", "sdk/interfaces", "sdk/runtime", "sdk/trace", "base"],
    "host/webhooks": ["host/core", "host/access", "host/app", "host/plugins", "base"],
    "host/backup": ["host/core", "host/store", "host/access", "host/app", "host/gdpr", "base"],
    "host/api": ["host/core", "host/access", "host/app", "host/trust", "host/plugins", "host/rehearsal", "host/webhooks", "host/backup", "host/gdpr", "licensing/seats",
                 "licensing/core", "marketplace/client", "base"],
    "host/server": ["host", "licensing", "marketplace/client", "sdk/package", "sdk/interfaces", "sdk/runtime", "base"],
    "host/cli": ["host", "marketplace/client", "sdk/package", "sdk/runtime", "sdk/trace", "base"],
}

# Inside these a folder may reach the public contract of the SDK by <kontor/…> only.
PLUGIN_SIDE = ("plugins/", "sdk/examples/", "sdk/cpp/")
SERVER_SIDE = re.compile(r'^\s*#\s*include\s+[<"](base|host|licensing|marketplace|sdk)/', re.M)


def folder_of(path):
    """The longest known folder that holds `path`, or None."""
    matches = [folder for folder in ALLOWED if path.startswith(folder + "/")]
    return max(matches, key=len) if matches else None


def problems(files):
    for path, text in files.items():
        if not path.endswith((".hpp", ".cpp", ".h", ".c")):
            continue
        if path.startswith(PLUGIN_SIDE):
            if SERVER_SIDE.search(text):
                yield f"{path} includes a server header; plugins see <kontor/…> only"
            continue
        if path.startswith("tests/"):
            continue
        own = folder_of(path)
        if own is None:
            yield f"{path} lies in no layer of architecture.md"
            continue
        for included in INCLUDE.findall(text):
            if not included.startswith(("base/", "host/", "licensing/", "marketplace/", "plugins/", "sdk/", "tests/")):
                continue
            if not any(included.startswith(folder + "/") for folder in [own, *ALLOWED[own]]):
                yield f"{path} includes {included}, which is not below {own}"
