#!/usr/bin/env python3
"""Writes the reference of every operation, one page each, from its JSON Schemas.

    reference.py           says which pages of sdk/docs/reference differ, and fails
    reference.py --write   writes them

An operation without a description, a permission or caller, a version since when, a described
member or an example is an error.
"""
import json
import sys

from operations import HERE, operations, type_name, types

PAGES = HERE.parent / "docs/reference"
STATES = {"draft": "draft: may still change", "stable": "stable: nothing that works today stops working"}
DIRECTIONS = {"to_host": "the plugin asks the host", "to_plugin": "the host asks the plugin"}


class Incomplete(Exception):
    """A schema lacks something that a reader needs."""


def need(schema, word, place):
    value = schema.get(word)
    if not value:
        raise Incomplete(f"{place} has no {word}")
    return value


def shared(reference):
    """The description of a shared type."""
    return need(types()[type_name(reference)], "description", reference)


def words(number, one, many=None):
    return f"{number} {one if number == 1 else many or one + 's'}"


def number(value):
    return f"{value:,}".replace(",", " ") if abs(value) > 99999 else str(value)


class Member:
    """What a row of the table says of one value, and the schemas below it."""

    def __init__(self, schema):
        self.kind, self.limits, self.below = "", [], None
        self.nullable = False
        if "oneOf" in schema:
            self.nullable = True
            schema = schema["oneOf"][0]
        kind = schema.get("type")
        if isinstance(kind, list):
            kind, self.nullable = kind[0], True
        if "$ref" in schema:
            name = type_name(schema["$ref"])
            self.kind = f"[{name}](types.md#{name})"
        elif "enum" in schema:
            self.kind = "one of " + ", ".join(f"`{choice}`" if choice else "empty" for choice in schema["enum"])
        elif kind == "array":
            item = Member(schema["items"])
            self.kind = f"list: {item.kind}"
            self.limits = [self.between(schema, "minItems", "maxItems", "item"), *(f"each {one}" for one in item.limits)]
            self.below = ("[]", schema["items"]) if item.below is not None else None
        elif kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            item = Member(schema["additionalProperties"])
            self.kind = f"map of names: {item.kind}"
            self.limits = [f"at most {words(schema['maxProperties'], 'member')}", *(f"each {one}" for one in item.limits)]
        elif kind == "object" and "properties" in schema:
            self.kind, self.below = "object", ("", schema)
        elif kind == "object":
            self.kind = "any object"
        elif kind == "string":
            self.kind = "time, RFC 3339" if schema.get("format") else "identifier" if "pattern" in schema else "text"
            self.limits = [self.between(schema, "minLength", "maxLength", "character")]
        elif kind in ("integer", "number"):
            self.kind = {"integer": "whole number", "number": "number"}[kind]
            self.limits = [self.between(schema, "minimum", "maximum", "")]
        elif kind == "boolean":
            self.kind = "true or false"
        else:
            self.kind = "any value"
        if "default" in schema:
            self.limits.append(f"`{json.dumps(schema['default'], ensure_ascii=False)}` if absent")
        self.limits = [limit for limit in self.limits if limit]

    @staticmethod
    def between(schema, low, high, unit):
        most = schema.get(high)
        least = schema.get(low) or 0 if unit else schema.get(low)
        if most is None:
            return f"at least {number(least)}" if least is not None and (least or not unit) else ""
        if least is None or (unit and not least):
            return f"at most {number(most)} {unit}{'s' if unit and most != 1 else ''}".strip()
        return f"{number(least)} to {number(most)} {unit + 's' if unit else ''}".strip()


def rows(schema, place, prefix=""):
    for name, part in schema["properties"].items():
        member = Member(part)
        here = f"{place}.{name}"
        about = (shared(part["$ref"]) if "$ref" in part else need(part, "description", here)).replace("|", "\\|")
        kind = member.kind + (" or null" if member.nullable else "")
        if name in schema.get("required", []):
            kind += ", required"
        yield f"| `{prefix}{name}` | {kind} | {'; '.join(member.limits)} | {about} |"
        if member.below:
            suffix, inner = member.below
            yield from rows(inner, here, f"{prefix}{name}{suffix}.")


def table(schema, place):
    if not schema["properties"]:
        return "No members: `{}`.\n"
    return "| member | type | limits | what |\n|---|---|---|---|\n" + "\n".join(rows(schema, place)) + "\n"


def example(schema, place):
    return "".join(f"\n```json\n{json.dumps(one, indent=2, ensure_ascii=False)}\n```\n"
                   for one in need(schema, "examples", place))


def cpp_name(operation):
    return operation.name.replace(".", "_") + ("" if operation.revision == "1" else operation.revision)


def page(operation):
    request, response, place = operation.request, operation.response, operation.id
    directions = need(request, "x-kontor-direction", place)
    facts = [("who asks whom", ", and ".join(DIRECTIONS[direction] for direction in directions))]
    if "to_host" in directions:
        facts.append(("permission", need(request, "x-kontor-permission", place)))
    if "to_plugin" in directions:
        facts.append(("caller", need(request, "x-kontor-caller", place)))
    facts += [("since", "SDK " + need(request, "x-kontor-since", place)), ("state", STATES[operation.state])]
    header = cpp_name(operation)
    call = f"`host().{header}(…)`, " if "to_host" in directions else ""
    facts.append(("C++", f"{call}`<kontor/op/{header}.hpp>`"))
    return (f"# {place}\n\n{need(request, 'description', place)}\n\n| | |\n|---|---|\n"
            + "".join(f"| {name} | {value} |\n" for name, value in facts)
            + f"\n## Request\n\n{table(request, place + ' request')}{example(request, place + ' request')}"
            + f"\n## Response\n\n{need(response, 'description', place + ' response')}\n\n"
            + f"{table(response, place + ' response')}{example(response, place + ' response')}")


def types_page(folder):
    text = "# Types\n\nWhat several operations share.\n"
    for name, schema in types(folder).items():
        text += f"\n## {name}\n\n{need(schema, 'description', 'types/' + name)}\n\n{table(schema, 'types/' + name)}"
    return text


def pages(schemas=HERE):
    """{file name: text} of the whole reference."""
    found, index = {}, {"to_host": [], "to_plugin": []}
    for operation in operations(schemas):
        name = operation.id.removesuffix("/1").replace("/", "-") + ".md"
        found[name] = page(operation)
        for direction in operation.directions:
            index[direction].append(f"| [{operation.id}]({name}) | {operation.request['description']} | {operation.state} |\n")
    found["types.md"] = types_page(schemas)
    head = "| operation | what | state |\n|---|---|---|\n"
    found["README.md"] = (
        "# Reference of the operations\n\nMade from the schemas by `sdk/interfaces/reference.py`; not edited by hand.\n"
        "How to read it: [operations](../operations.md). Shared types: [types](types.md).\n\n"
        f"## What a plugin may ask its host\n\n{head}{''.join(index['to_host'])}\n"
        f"## What a host asks a plugin\n\n{head}{''.join(index['to_plugin'])}")
    return found


def differences(written):
    """What stands in `written` ({file name: text}) and is not what the schemas say."""
    right = pages()
    yield from (f"{name} is missing" for name in right if name not in written)
    yield from (f"{name} belongs to no operation" for name in written if name not in right)
    yield from (f"{name} differs from its schemas" for name in right if name in written and written[name] != right[name])


def main(arguments):
    try:
        if arguments == ["--write"]:
            PAGES.mkdir(parents=True, exist_ok=True)
            right = pages()
            for path in PAGES.glob("*.md"):
                if path.name not in right:
                    path.unlink()
            for name, text in right.items():
                (PAGES / name).write_text(text, encoding="utf-8")
            return 0
        problems = list(differences({path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}))
    except Incomplete as problem:
        problems = [str(problem)]
    print("".join(f"reference.py: {problem}\n" for problem in problems), end="", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
