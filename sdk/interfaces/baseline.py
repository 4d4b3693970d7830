#!/usr/bin/env python3
"""Holds the stable operations to what they were in each minor of the SDK.

    baseline.py           says what would break a plugin that works today, and fails
    baseline.py --write   stores what is stable now, unless something would break

A plugin built yesterday meets the host of today, never the other way round: a host refuses a plugin whose
`sdk` range does not hold its own version. So what a plugin writes may only be let more freely through (members
that may be absent, wider limits, more choices), and what a host writes may only say more. What both write
(service.call) does not change. See sdk/docs/versioning.md.
"""
import json
import sys

from operations import HERE, MESSAGES, load, operations, type_writers, types, version

BASELINES = HERE.parents[1] / "tests/fixtures/operations"
# Words for people: they may change. Every other word of a schema is part of the promise.
WORDS = {"$schema", "title", "description", "examples"}
UPPER = ("maxLength", "maxItems", "maxProperties", "maximum")
LOWER = ("minLength", "minItems", "minimum")


def bare(schema):
    """A schema without the words that are for people."""
    if isinstance(schema, list):
        return [bare(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {word: ({name: bare(part) for name, part in value.items()} if word == "properties" else bare(value))
            for word, value in schema.items() if word not in WORDS and not word.startswith("x-kontor-")}


def stable(schemas=HERE):
    """What is promised: {operation: {"direction", "request", "response"}} and the types they share."""
    found, shared = operations(schemas, ["stable"]), types(schemas)
    return {"operations": {one.id: {"direction": one.directions, "request": bare(one.request),
                                    "response": bare(one.response)} for one in found},
            "types": {name: {"writers": sorted(writers), "schema": bare(shared[name])}
                      for name, writers in type_writers(found, shared).items()}}


def opened(schema):
    """The kinds of value a schema takes, and the schema of those that are not null."""
    if "oneOf" in schema:
        return {"null"} | opened(schema["oneOf"][0])[0], schema["oneOf"][0]
    kind = schema.get("type")
    if "$ref" in schema:
        kind = schema["$ref"].rsplit("/", 1)[-1]
    elif "enum" in schema:
        kind = "string"
    return set(kind if isinstance(kind, list) else [kind or "anything"]), schema


class Comparison:
    """What of `new` breaks whoever was built for `old`, where `writers` write it."""

    def __init__(self, writers):
        self.may_take_more = "host" not in writers  # The host reads: it may refuse less.
        self.may_say_more = "plugin" not in writers  # The host writes: it may promise more.

    def changed(self, place, what, loosened):
        """A rule became looser or tighter."""
        if self.may_take_more if loosened else self.may_say_more:
            return
        yield f"{place}: {what}"

    def values(self, place, old, new):
        (kinds, old), (others, new) = opened(old), opened(new)
        for kind in sorted(others - kinds):
            yield from self.changed(place, f"may now be {kind}", loosened=True)
        for kind in sorted(kinds - others):
            yield from self.changed(place, f"may no longer be {kind}", loosened=False)
        if "properties" in old and "properties" in new:
            yield from self.members(place, old, new)
        for word in ("items", "additionalProperties"):
            if isinstance(old.get(word), dict) and isinstance(new.get(word), dict):
                yield from self.values(f"{place}[]", old[word], new[word])
            elif old.get(word) != new.get(word):
                yield f"{place}: {word} changed"
        yield from self.limits(place, old, new)

    def members(self, place, old, new):
        for name in old["properties"]:
            here = f"{place}.{name}"
            if name not in new["properties"]:
                yield f"{here}: is gone"
                continue
            yield from self.values(here, old["properties"][name], new["properties"][name])
            was, now = (name in schema.get("required", []) for schema in (old, new))
            if was != now:
                yield from self.changed(here, "is required now" if now else "may now be absent", loosened=was)
        for name in sorted(set(new["properties"]) - set(old["properties"])):
            here, needed = f"{place}.{name}", name in new.get("required", [])
            if not self.may_say_more and (needed or not self.may_take_more):
                yield f"{here}: is new" + (" and required" if needed else "")

    def limits(self, place, old, new):
        for words, above in ((UPPER, True), (LOWER, False)):
            for word in words:
                was, now = old.get(word), new.get(word)
                if was != now:
                    loosened = now is None or (was is not None and (now > was) == above)
                    yield from self.changed(place, f"{word} was {was}, is {now}", loosened)
        for word in ("pattern", "format"):
            if old.get(word) != new.get(word):
                if word in old and word in new:
                    yield f"{place}: {word} changed"
                else:
                    yield from self.changed(place, f"{word} was {old.get(word)}, is {new.get(word)}", word in old)
        if old.get("default") != new.get("default"):
            yield f"{place}: default was {old.get('default')}, is {new.get('default')}"
        was, now = set(old.get("enum", [])), set(new.get("enum", []))
        if bool(was) != bool(now):
            yield from self.changed(place, "is free text now" if was else "is a choice now", loosened=bool(was))
            return
        for choice in sorted(now - was):
            yield from self.changed(place, f"may now be \"{choice}\"", loosened=True)
        for choice in sorted(was - now):
            yield from self.changed(place, f"may no longer be \"{choice}\"", loosened=False)


def breaks(old, new):
    """What of `new` breaks a plugin that was built for `old`; both as stable() gives them."""
    for name, one in old["operations"].items():
        now = new["operations"].get(name)
        if now is None:
            yield f"{name}: is no longer stable"
            continue
        if one["direction"] != now["direction"]:
            yield f"{name}: goes another way"
            continue
        for message in MESSAGES:
            writers = {"plugin" if (direction == "to_host") == (message == "request") else "host"
                       for direction in one["direction"]}
            yield from Comparison(writers).values(f"{name} {message}", one[message], now[message])
    for name, one in old["types"].items():
        now = new["types"].get(name)
        if now is None:
            yield f"{name}: is gone"
        elif one["writers"] != now["writers"]:
            yield f"{name}: is written by {' and '.join(now['writers'])} now"
        else:
            yield from Comparison(set(one["writers"])).values(name, one["schema"], now["schema"])


def stored(folder=BASELINES):
    """{minor of the SDK: what was stable in it}."""
    return {path.name.removeprefix("sdk-").removesuffix(".json"): load(path) for path in sorted(folder.glob("sdk-*.json"))}


def problems(schemas=HERE, folder=BASELINES):
    new = stable(schemas)
    known = stored(folder)
    for minor, old in known.items():
        yield from (f"{text} (stable since SDK {minor}); a change is a new revision" for text in breaks(old, new))
    if known.get(version()) != new:
        yield f"{version()}: what is stable now is not stored; run sdk/interfaces/baseline.py --write"


def main(arguments):
    found = [text for text in problems() if not (arguments == ["--write"] and "is not stored" in text)]
    print("".join(f"baseline.py: {text}\n" for text in found), end="", file=sys.stderr)
    if arguments == ["--write"] and not found:
        BASELINES.mkdir(parents=True, exist_ok=True)
        text = json.dumps(stable(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        (BASELINES / f"sdk-{version()}.json").write_text(text, encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
