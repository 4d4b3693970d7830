"""The pages of sdk/docs/reference are what the schemas say, and a schema that says too little has no page."""

import json
import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "sdk/interfaces"))
import operations  # noqa: E402
import reference  # noqa: E402


class Reference(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.schemas = pathlib.Path(folder) / "interfaces"
        self.copy()

    def copy(self):
        for state in operations.STATES:
            shutil.copytree(ROOT / "sdk/interfaces" / state, self.schemas / state, dirs_exist_ok=True)

    def change(self, file, change):
        path = self.schemas / "stable" / file
        schema = json.loads(path.read_text())
        change(schema)
        path.write_text(json.dumps(schema))

    def test_each_page_is_what_the_schemas_say(self):
        written = {path.name: path.read_text() for path in reference.PAGES.glob("*.md")}

        self.assertEqual(list(reference.differences(written)), [])

    def test_each_operation_has_its_page(self):
        names = {path.parts[-3] for path in self.schemas.glob("*/*/*/request.schema.json")}

        self.assertGreater(len(names), 40)
        self.assertLessEqual({f"{name}.md" for name in names}, set(reference.pages(self.schemas)))

    def test_what_a_reader_needs_cannot_be_left_out(self):
        for file, word in (
                ("record.get/1/request.schema.json", "description"),
                ("record.get/1/request.schema.json", "x-kontor-permission"),
                ("record.get/1/request.schema.json", "x-kontor-since"),
                ("record.get/1/request.schema.json", "examples"),
                ("record.get/1/response.schema.json", "description"),
                ("record.get/1/response.schema.json", "examples"),
                ("widget.data/1/request.schema.json", "x-kontor-caller"),
                ("types/record.schema.json", "description")):
            with self.subTest(f"{file} without {word}"):
                self.copy()
                self.change(file, lambda schema, word=word: schema.pop(word))

                self.assertRaisesRegex(reference.Incomplete, word, reference.pages, self.schemas)

    def test_each_member_is_described(self):
        self.change("record.get/1/request.schema.json", lambda schema: schema["properties"]["id"].pop("description"))

        self.assertRaisesRegex(reference.Incomplete, "record.get/1 request.id", reference.pages, self.schemas)


if __name__ == "__main__":
    unittest.main()
