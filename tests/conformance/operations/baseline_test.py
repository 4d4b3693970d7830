"""What is stable breaks no plugin that works today, and a change that would is named."""

import copy
import json
import pathlib
import re
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "sdk/interfaces"))
import baseline  # noqa: E402
import generate  # noqa: E402
import operations  # noqa: E402

TEXT = {"type": "string", "maxLength": 10}


def one(direction, message, schema):
    """A contract of one operation, one of whose messages has the member `x` and nothing else."""
    nothing = {"type": "object", "additionalProperties": False, "properties": {}}
    messages = {"request": nothing, "response": nothing,
                message: {"type": "object", "additionalProperties": False, "required": ["x"], "properties": {"x": schema}}}
    return {"operations": {"a.b/1": {"direction": [direction], **messages}}, "types": {}}


def said(direction, message, old, new):
    return list(baseline.breaks(one(direction, message, old), one(direction, message, new)))


class WhatIsStable(unittest.TestCase):
    def test_nothing_that_is_stable_breaks_a_plugin_of_today(self):
        self.assertEqual(list(baseline.problems()), [])

    def test_the_operations_of_the_four_plugins_are_stable_and_no_other(self):
        """An operation is used where a handler is registered, a call is written or the host begins and ends."""
        used = {"plugin.start", "plugin.stop", "plugin.health"}
        sources = [path.read_text() for path in (ROOT / "plugins").glob("*/*.[ch]pp")]
        handlers = {"action": "action.run", "on_event": "event.deliver", "widget": "widget.data", "page": "page.render",
                    "panel": "panel.data", "menu": "menu.open", "webhook": "webhook.receive", "job": "job.run",
                    "service": "service.call", "before_save_all": "record.before_save", "on_subject_hold": "subject.hold",
                    "on_subject_erase": "subject.erase", "on_subject_export": "subject.export", "import_format": "import.read"}
        helpers = {"store_file": "file.put", "load_file": "file.get"}
        for operation in operations.operations():
            call = re.compile(rf"\b{operation.name.replace('.', '_')}\(|\bop::{generate.pascal(operation.name)}Request\{{")
            if "to_host" in operation.directions and any(map(call.search, sources)):
                used.add(operation.name)
        for word, name in (*handlers.items(), *helpers.items()):
            if any(re.search(rf"^ +(?:\w+ = )?{word}\(|[ .]{word}\(host", text, re.M) for text in sources):
                used.add(name)
        manifests = [json.loads(path.read_text()) for path in (ROOT / "plugins").glob("*/manifest.json")]
        if any(event.get("many") for manifest in manifests for event in manifest["contributes"].get("events", [])):
            used.add("event.deliver_many")

        self.assertEqual({one.name for one in operations.operations(states=["stable"])}, used)

    def test_each_minor_of_the_sdk_has_its_baseline(self):
        self.assertIn(operations.version(), baseline.stored())


class WhatWouldBreak(unittest.TestCase):
    def test_a_schema_of_the_tree_that_changes_is_named(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for state in operations.STATES:
            shutil.copytree(ROOT / "sdk/interfaces" / state, folder / state)
        place = folder / "stable/storage.put/1/request.schema.json"
        place.write_text(place.read_text().replace('"maxLength": 256', '"maxLength": 255'))

        found = list(baseline.problems(folder))

        self.assertIn("storage.put/1 request.key: maxLength was 256, is 255 (stable since SDK 0.1); "
                      "a change is a new revision", found)

    def test_an_operation_or_a_type_that_is_gone_or_goes_another_way_is_named(self):
        old = baseline.stable()
        new = copy.deepcopy(old)
        del new["operations"]["record.get/1"], new["types"]["record"]
        new["operations"]["job.run/1"]["direction"] = ["to_host"]
        new["types"]["series"]["writers"] = ["host", "plugin"]

        self.assertEqual(sorted(baseline.breaks(old, new)), [
            "job.run/1: goes another way", "record.get/1: is no longer stable", "record: is gone",
            "series: is written by host and plugin now"])

    def test_what_a_plugin_writes_may_only_be_taken_more_freely(self):
        taken = [(TEXT, {**TEXT, "maxLength": 20}), (TEXT, {**TEXT, "type": ["string", "null"]}),
                 ({"enum": ["a"]}, {"enum": ["a", "b"]}), ({**TEXT, "pattern": "^a$"}, TEXT),
                 ({**TEXT, "minLength": 2}, TEXT)]
        for loose, change in (("taken", taken), ("refused", [(new, old) for old, new in taken])):
            for old, new in change:
                for direction, message in (("to_host", "request"), ("to_plugin", "response")):
                    with self.subTest(f"{loose}: {old} becomes {new}"):
                        self.assertEqual(bool(said(direction, message, old, new)), loose == "refused")

    def test_what_a_host_writes_may_only_promise_more(self):
        refused = [(TEXT, {**TEXT, "maxLength": 20}), (TEXT, {**TEXT, "type": ["string", "null"]}),
                   ({"enum": ["a"]}, {"enum": ["a", "b"]}), ({**TEXT, "pattern": "^a$"}, TEXT),
                   ({**TEXT, "minLength": 2}, TEXT)]
        for loose, change in (("refused", refused), ("taken", [(new, old) for old, new in refused])):
            for old, new in change:
                for direction, message in (("to_plugin", "request"), ("to_host", "response")):
                    with self.subTest(f"{loose}: {old} becomes {new}"):
                        self.assertEqual(bool(said(direction, message, old, new)), loose == "refused")

    def test_another_type_or_another_default_is_always_named(self):
        for old, new in ((TEXT, {"type": "integer"}), ({**TEXT, "default": "a"}, {**TEXT, "default": "b"})):
            for direction in ("to_host", "to_plugin"):
                for message in operations.MESSAGES:
                    self.assertTrue(said(direction, message, old, new))

    def test_members_come_where_their_reader_lets_them_and_never_go(self):
        def grown(direction, message, needed):
            old, new = one(direction, message, TEXT), one(direction, message, TEXT)
            schema = new["operations"]["a.b/1"][message]
            schema["properties"]["y"] = TEXT
            schema["required"] = ["x", "y"] if needed else ["x"]
            self.assertEqual(list(baseline.breaks(new, old)), [f"a.b/1 {message}.y: is gone"])
            return list(baseline.breaks(old, new))

        for direction, message in (("to_host", "request"), ("to_plugin", "response")):
            self.assertEqual(grown(direction, message, needed=False), [])
            self.assertEqual(grown(direction, message, needed=True), [f"a.b/1 {message}.y: is new and required"])
        for direction, message in (("to_plugin", "request"), ("to_host", "response")):
            self.assertEqual(grown(direction, message, needed=False), [])
            self.assertEqual(grown(direction, message, needed=True), [])

    def test_a_member_that_is_required_stays_so_where_the_host_writes_it(self):
        for direction, message, what in (("to_host", "response", "x: may now be absent"), ("to_plugin", "response", None)):
            old, new = one(direction, message, TEXT), one(direction, message, TEXT)
            new["operations"]["a.b/1"][message]["required"] = []
            self.assertEqual(list(baseline.breaks(old, new)), [f"a.b/1 {message}.{what}"] if what else [])

    def test_what_both_write_does_not_change(self):
        old = baseline.stable()
        for change in ({"maxLength": 91}, {"maxLength": 89}):
            new = copy.deepcopy(old)
            new["operations"]["service.call/1"]["request"]["properties"]["service"].update(change)
            self.assertEqual(len(list(baseline.breaks(old, new))), 1)


class WhoReads(unittest.TestCase):
    """The generator holds additionalProperties to who writes an object."""

    def generated(self, file, old, new):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for state in operations.STATES:
            shutil.copytree(ROOT / "sdk/interfaces" / state, folder / state)
        path = folder / "stable" / file
        path.write_text(path.read_text().replace(old, new, 1))
        generate.main(folder, folder / "out")

    def test_what_a_plugin_writes_is_closed_and_what_a_host_writes_is_open(self):
        false, true = '"additionalProperties": false', '"additionalProperties": true'
        for file, old, new, who in (("record.get/1/request.schema.json", false, true, "plugin"),
                                    ("record.get/1/response.schema.json", true, false, "host"),
                                    ("service.call/1/response.schema.json", false, true, "host and plugin"),
                                    ("types/record.schema.json", true, false, "host")):
            with self.subTest(file), self.assertRaisesRegex(SystemExit, f"is written by {who}, so"):
                self.generated(file, old, new)


if __name__ == "__main__":
    unittest.main()
