"""Third-party headers stay behind one door each (architecture.md, Folders and layers)."""

import re

INCLUDE = re.compile(r"^\s*#\s*include\s+<([^>]+)>", re.M)

DOORS = {
    "openssl/": ["base/crypto/"],
    "argon2.h": ["base/crypto/"],
    "liboath/": ["base/crypto/"],
    "Poco/Data/": ["base/db/"],
    "sqlite3.h": ["base/db/"],
    "libpq": ["base/db/"],
    "Poco/Net/": ["base/http/"],
    "prometheus/": ["base/http/"],
    "valijson/": ["base/core/"],
    "spdlog/": ["base/core/"],
    "boost/dll": ["sdk/runtime/"],
    "seccomp.h": ["sdk/runtime/"],
    "phonenumbers/": ["host/core/"],
    "unicode/": ["host/core/", "host/app/", "sdk/package/"],
    "archive": ["sdk/package/"],
    "zlib.h": ["sdk/package/"],
    "qrencode.h": ["licensing/document/"],
}


def problems(files):
    for path, text in files.items():
        if path.startswith("tests/") or not path.endswith((".hpp", ".cpp", ".h")):
            continue
        for included in INCLUDE.findall(text):
            for prefix, doors in DOORS.items():
                if included.startswith(prefix) and not path.startswith(tuple(doors)):
                    yield f"{path} includes <{included}>; its door is {', '.join(doors)}"
