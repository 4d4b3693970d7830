#!/usr/bin/env python3
"""Writes the C++ of the operations from their JSON Schemas.

    generate.py SCHEMAS OUT

SCHEMAS holds what operations.py says; OUT gets kontor/op/<operation>.hpp, kontor/op/types.hpp, kontor/op/all.hpp,
kontor/op/host_calls.hpp and kontor/op/drafts.hpp. Only the words of JSON Schema used here are known; any other is an
error, so that no rule is silently left unenforced.
"""
import json
import pathlib
import sys

from operations import operations, type_writers, types

KNOWN = {"$schema", "title", "description", "examples", "x-kontor-direction", "x-kontor-permission",
         "x-kontor-caller", "x-kontor-since", "type", "additionalProperties", "required",
         "properties", "enum", "maxLength", "minLength", "pattern", "format", "minimum", "maximum",
         "maxItems", "minItems", "maxProperties", "items", "default", "$ref", "oneOf"}
IDENTIFIER = "^[a-z][a-z0-9_]*$"
KEYWORDS = {"default", "operator", "namespace", "template", "class", "delete", "new", "union"}


def fail(message):
    sys.exit(f"generate.py: {message}")


def pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in name.replace(".", "_").split("_"))


def text_literal(value):
    return json.dumps(value, ensure_ascii=False)


def call(function, *more):
    """Writes `function(value, out, place, more…)`."""
    return lambda value, out, place: f"{function}({', '.join([value, out, place, *more])})"


class Field:
    """One member of a struct: its C++ type, and how it is read and written."""

    def __init__(self, schema, name, structs, place, depth=0):
        unknown = set(schema) - KNOWN
        if unknown:
            fail(f"{place}: {sorted(unknown)} is not supported")
        self.name, self.comment, self.depth = name, schema.get("description", ""), depth
        self.default = schema.get("default")
        self.nullable = False
        if "oneOf" in schema:
            first, second = schema["oneOf"]
            if second != {"type": "null"}:
                fail(f"{place}: oneOf is only for a reference or null")
            schema, self.nullable = first, True
        kind = schema.get("type")
        if isinstance(kind, list):
            kind, null = kind
            if null != "null":
                fail(f"{place}: only null may stand beside a type")
            self.nullable = True
        self.container = False
        self.write = lambda value: value  # The expression of its JSON.
        if "$ref" in schema:
            self.cpp = pascal(pathlib.Path(schema["$ref"]).name.removesuffix(".schema.json"))
            self.read = call("read")
            self.write = lambda value: f"encode({value})"
        elif "enum" in schema:
            choices = ", ".join(text_literal(choice) for choice in schema["enum"])
            self.cpp, self.read = "std::string", call("read_choice", f"{{{choices}}}")
        elif kind == "string":
            if schema.get("pattern", IDENTIFIER) != IDENTIFIER:
                fail(f"{place}: pattern {schema['pattern']} is not supported")
            if "maxLength" not in schema:
                fail(f"{place}: text needs maxLength")
            rule = f"{schema.get('minLength', 0)}, {schema['maxLength']}"
            rule += ", TextRule::Form::identifier" if "pattern" in schema else ""
            if "format" in schema:
                if schema["format"] != "date-time":
                    fail(f"{place}: format {schema['format']} is not supported")
                rule += ", TextRule::Form::date_time"
            self.cpp, self.read = "std::string", call("read_text", f"{{{rule}}}")
        elif kind == "integer":
            low = schema.get("minimum", "std::numeric_limits<std::int64_t>::min()")
            rule = f"{low}, {schema['maximum']}" if "maximum" in schema else low
            self.cpp, self.read = "std::int64_t", call("read_integer", f"{{{rule}}}")
        elif kind == "number":
            self.cpp, self.read = "double", call("read_number")
        elif kind == "boolean":
            self.cpp, self.read = "bool", call("read_flag")
        elif kind == "array":
            item = Field(schema["items"], "item", structs, place + "[]", depth + 1)
            if "maxItems" not in schema:
                fail(f"{place}: a list needs maxItems")
            self.container = True
            self.cpp = f"std::vector<{item.full_type()}>"
            count = f"{{{schema.get('minItems', 0)}, {schema['maxItems']}}}"
            self.read = call("read_list", count, item.reader())
            self.write = lambda value: f"encode_list({value}, {item.writer()})"
        elif kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            item = Field(schema["additionalProperties"], "item", structs, place + "{}", depth + 1)
            self.container = True
            self.cpp = f"std::map<std::string, {item.full_type()}>"
            count = f"{{0, {schema['maxProperties']}}}"
            self.read = call("read_map", count, item.reader())
            self.write = lambda value: f"encode_map({value}, {item.writer()})"
        elif kind == "object" and "properties" in schema:
            if "title" not in schema:
                fail(f"{place}: an object with properties needs a title, its name in C++")
            self.cpp = schema["title"]
            structs.append(Struct(schema, self.cpp, structs, place))
            self.read = call("read")
            self.write = lambda value: f"encode({value})"
        elif kind == "object":
            self.container = True
            self.cpp, self.read = "Json", call("read_object")
        elif not set(schema) - {"description"}:
            self.cpp, self.read = "Json", lambda value, out, place: f"{out} = {value}"
        else:
            fail(f"{place}: this schema is not supported")
        self.optional = False

    def member(self):
        return self.name + "_" if self.name in KEYWORDS else self.name

    def holds_nothing(self):
        """True if absence needs std::optional."""
        return self.nullable or (self.optional and not self.container and self.default is None)

    def full_type(self):
        return f"std::optional<{self.cpp}>" if self.nullable else self.cpp

    def names(self):
        """Of a lambda's parameters: an inner list's may not hide the outer one's."""
        suffix = str(self.depth) if self.depth > 1 else ""
        return "item" + suffix, "into" + suffix, "at" + suffix

    def reader(self):
        """A lambda that reads one item."""
        item, into, at = self.names()
        body = self.read(item, into, at)
        if self.nullable:
            some = self.read(item, f"{into}.emplace()", at)
            body = f"if ({item}.is_null()) {{ {into}.reset(); }} else {{ {some}; }}"
        head = f"[](const Json& {item}, auto& {into}, [[maybe_unused]] const Place& {at})"
        return f"{head} {{ {body}; }}"

    def writer(self):
        item = self.names()[0]
        if self.nullable:
            return (f"[](const auto& {item}) "
                    f"{{ return {item} ? Json({self.write('*' + item)}) : Json(); }}")
        return f"[](const auto& {item}) {{ return Json({self.write(item)}); }}"

    def declaration(self):
        kind = f"std::optional<{self.cpp}>" if self.holds_nothing() else self.cpp
        start = " = {}"  # Written out, so that callers may leave members away.
        if self.cpp == "Json" and self.container:
            start = " = Json::object()"
        elif not self.holds_nothing():
            if self.default is not None and self.default != "":
                start = f" = {json.dumps(self.default)}"
            elif self.cpp in ("std::int64_t", "double"):
                start = " = 0"
            elif self.cpp == "bool":
                start = " = false"
        comment = f"  // {self.comment}\n" if self.comment else ""
        return f"{comment}  {kind} {self.member()}{start};\n"

    def read_lines(self):
        target = f"out.{self.member()}"
        if self.holds_nothing():
            target += ".emplace()"
        read = self.read("*member", target, f'Place(place, "{self.name}")')
        find = (f'find_member(value, "{self.name}")' if self.optional
                else f'&need_member(value, "{self.name}", place)')
        test = "member && !member->is_null()" if self.nullable else "member"
        if not self.optional and not self.nullable:
            return f"  {{\n    const Json* member = {find};\n    {read};\n  }}\n"
        return f"  if (const Json* member = {find}; {test}) {{\n    {read};\n  }}\n"

    def write_lines(self):
        source = f"value.{self.member()}"
        put = f'json["{self.name}"] = '
        if self.nullable and not self.optional:
            written = self.write("*" + source)
            return f"  {put}{source} ? Json({written}) : Json();\n"
        if self.holds_nothing():
            return f"  if ({source}) {put}{self.write('*' + source)};\n"
        if self.optional and self.container:
            return f"  if (!{source}.empty()) {put}{self.write(source)};\n"
        return f"  {put}{self.write(source)};\n"


class Struct:
    """An object with members: a C++ struct with read, encode and the hooks of nlohmann/json. What a plugin
    writes is closed: its host refuses a member it does not know. What a host alone writes is open, so that a
    later host may say more to the plugins of today."""

    def __init__(self, schema, name, structs, place):
        self.name, self.comment = name, schema.get("description", "")
        self.open = schema.get("additionalProperties")
        if not isinstance(self.open, bool):
            fail(f"{place}: an object with properties says additionalProperties: false or true")
        self.fields = []
        for member, part in schema["properties"].items():
            field = Field(part, member, structs, f"{place}.{member}")
            field.optional = member not in schema.get("required", [])
            self.fields.append(field)

    def text(self):
        names = ", ".join(f'"{field.name}"' for field in self.fields)
        fields = "".join(field.declaration() for field in self.fields)
        comment = f"// {self.comment}\n" if self.comment else ""
        out = "out" if self.fields else "/*out*/"
        value = "value" if self.fields else "/*value*/"
        if self.open:
            table = "  check_object(value, place);\n"
        elif self.fields:
            table = (f"  static constexpr std::string_view kNames[] = {{{names}}};\n"
                     "  check_members(value, kNames, place);\n")
        else:
            table = "  check_members(value, {}, place);\n"
        return (f"{comment}struct {self.name} {{\n{fields}}};\n"
                f"inline void read(const Json& value, {self.name}& {out}, const Place& place) {{\n"
                f"{table}{''.join(field.read_lines() for field in self.fields)}}}\n"
                f"inline Json encode(const {self.name}& {value}) {{\n"
                f"  Json json = Json::object();\n"
                f"{''.join(field.write_lines() for field in self.fields)}  return json;\n}}\n"
                f"inline void to_json(Json& json, const {self.name}& value) {{ json = encode(value); }}\n"
                f"inline void from_json(const Json& json, {self.name}& value) {{ read(json, value, Place()); }}\n\n")


HEAD = """// Generated by sdk/interfaces/generate.py from the JSON Schemas; not to be edited.
#pragma once

"""
ENCODERS = """template <typename List, typename Write>
Json encode_list(const List& list, Write write) {
  Json json = Json::array();
  for (const auto& item : list) json.push_back(write(item));
  return json;
}
template <typename Map, typename Write>
Json encode_map(const Map& map, Write write) {
  Json json = Json::object();
  for (const auto& [name, item] : map) json[name] = write(item);
  return json;
}

"""


def structs_of(schema, name, place, writers):
    structs = []
    structs.append(Struct(schema, name, structs, place))
    for struct in structs:
        if struct.open != (writers == {"host"}):
            fail(f"{place}: {struct.name} is written by {' and '.join(sorted(writers))}, so additionalProperties "
                 f"is {json.dumps(not struct.open)}")
    return structs


def main(schemas, out):
    folder = out / "kontor" / "op"
    folder.mkdir(parents=True, exist_ok=True)
    seen = {}

    def write(name, text):
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)

    def render(structs, place):
        for struct in structs:
            if struct.name in seen:
                fail(f"{place}: the name {struct.name} is taken by {seen[struct.name]}")
            seen[struct.name] = place
        return "".join(struct.text() for struct in structs)

    includes = ("#include <cstdint>\n#include <kontor/decode.hpp>\n#include <map>\n"
                "#include <optional>\n#include <string>\n#include <string_view>\n"
                "#include <vector>\n\n")
    body = HEAD + includes + "namespace kontor::op {\n\n" + ENCODERS
    found, shared = operations(schemas), types(schemas)
    writers = type_writers(found, shared)
    for name, schema in shared.items():
        body += render(structs_of(schema, schema["title"], name, writers[name]), name)
    write("types.hpp", body + "}  // namespace kontor::op\n")

    listed, calls = [], []
    for operation in found:
        request, response, place = operation.request, operation.response, operation.id
        suffix = "" if operation.revision == "1" else operation.revision
        name = pascal(operation.name) + suffix
        header = operation.name.replace(".", "_") + suffix
        body = HEAD + "#include <kontor/op/types.hpp>\n\nnamespace kontor::op {\n\n"
        for message, schema in (("request", request), ("response", response)):
            body += render(structs_of({**schema, "description": ""}, name + message.title(), f"{place} {message}",
                                      operation.writers(message)), place)
        body += (f"// {request['description']}\nstruct {name} {{\n"
                 f"  static constexpr std::string_view name = \"{place}\";\n"
                 f"  using Request = {name}Request;\n  using Response = {name}Response;\n}};\n\n"
                 "}  // namespace kontor::op\n")
        write(header + ".hpp", body)
        listed.append((header, name))
        if "to_host" in operation.directions:
            calls.append((header, name, request["description"], bool(request["properties"]),
                          bool(response["properties"])))

    body = HEAD + "".join(f"#include <kontor/op/{header}.hpp>\n" for header, _ in listed)
    body += ("\nnamespace kontor::op {\n\n"
             "// Calls `visit.template operator()<Operation>()` for every operation.\n"
             "template <typename Visit>\nvoid for_each_operation(Visit visit) {\n"
             + "".join(f"  visit.template operator()<{name}>();\n" for _, name in listed)
             + "}\n\n}  // namespace kontor::op\n")
    write("all.hpp", body)

    body = HEAD + "".join(f"#include <kontor/op/{header}.hpp>\n" for header, *_ in calls)
    body += ("\nnamespace kontor::op {\n\n"
             "// One typed function for each operation of the host; Self::call<Operation>(request)\n"
             "// does the work and throws what fails.\n"
             "template <typename Self>\nclass HostCalls {\n public:\n")
    for header, name, summary, asks, answers in calls:
        result = f"{name}Response" if answers else "void"
        argument = f"const {name}Request& request" if asks else ""
        passed = "request" if asks else f"{name}Request{{}}"
        give = "return " if answers else ""
        body += (f"  // {summary}\n  {result} {header}({argument}) const {{\n"
                 f"    {give}static_cast<const Self&>(*this).template call<{name}>({passed});\n  }}\n")
    write("host_calls.hpp", body + "};\n\n}  // namespace kontor::op\n")

    drafts = [operation for operation in found if operation.state == "draft"]
    body = HEAD + ("#include <array>\n#include <string_view>\n\nnamespace kontor::op {\n\n"
                   "// Operations that may still change in a minor release of the SDK.\n")
    for direction, name in (("to_host", "kDraftsOfHost"), ("to_plugin", "kDraftsOfPlugin")):
        listed = [f'"{operation.id}"' for operation in drafts if direction in operation.directions]
        body += (f"inline constexpr std::array<std::string_view, {len(listed)}> {name} = {{"
                 + ", ".join(listed) + "};\n")
    write("drafts.hpp", body + "\n}  // namespace kontor::op\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        fail("usage: generate.py SCHEMAS OUT")
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
