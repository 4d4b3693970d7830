"""Where the schemas of the operations lie, and who writes what they describe.

A folder for each state: stable/<operation>/<revision>/{request,response}.schema.json, the same under
draft/, and stable/types/*.schema.json, which several operations share.
"""
import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
STATES = ("stable", "draft")
MESSAGES = ("request", "response")
# Of an operation that goes one way, who writes which message.
WRITERS = {("request", "to_host"): "plugin", ("response", "to_host"): "host",
           ("request", "to_plugin"): "host", ("response", "to_plugin"): "plugin"}


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def version():
    """The minor of the SDK that is being made, "0.1": a baseline is kept for each."""
    text = (HERE.parent / "abi/kontor/version.h").read_text(encoding="utf-8")
    return re.search(r'KONTOR_SDK_VERSION "(\d+\.\d+)\.', text)[1]


class Operation:
    def __init__(self, request_path):
        self.state, self.name, self.revision = request_path.parts[-4:-1]
        self.id = f"{self.name}/{self.revision}"
        self.paths = {message: request_path.with_name(f"{message}.schema.json") for message in MESSAGES}
        self.request, self.response = (load(self.paths[message]) for message in MESSAGES)
        self.directions = self.request["x-kontor-direction"]

    def writers(self, message):
        return {WRITERS[message, direction] for direction in self.directions}


def operations(schemas=HERE, states=STATES):
    """Those of each state, sorted by their names."""
    found = [Operation(path) for state in states for path in (schemas / state).glob("*/*/request.schema.json")]
    return sorted(found, key=lambda operation: (operation.name, int(operation.revision)))


def types(schemas=HERE):
    """{name: schema} of what operations share."""
    return {type_name(path): load(path) for path in sorted((schemas / "stable/types").glob("*.schema.json"))}


def type_name(reference):
    return pathlib.Path(reference).name.removesuffix(".schema.json")


def references(schema):
    """The names of the shared types in a schema."""
    if isinstance(schema, list):
        return set().union(*map(references, schema))
    if not isinstance(schema, dict):
        return set()
    own = {type_name(schema["$ref"])} if "$ref" in schema else set()
    return own.union(*map(references, schema.values()))


def type_writers(found, shared):
    """{type: who writes it}, by the messages it stands in."""
    writers = {name: set() for name in shared}

    def reach(schema, who):
        for name in references(schema):
            if not who <= writers[name]:
                writers[name] |= who
                reach(shared[name], who)

    for operation in found:
        reach(operation.request, operation.writers("request"))
        reach(operation.response, operation.writers("response"))
    return writers
