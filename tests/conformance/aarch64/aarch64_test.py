"""The SDK on the other processor: its plugins are built by Debian's cross compiler and answer under qemu.

What qemu's user mode does not have (seccomp, namespaces) is compiled here, and the filter of aarch64 is run call by
call in SeccompRulesTest."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
GENERATED = os.environ["KONTOR_GENERATED"]  # C++ of the operations.
CROSS = "aarch64-linux-gnu-"
SYSTEM = "/usr/aarch64-linux-gnu"
# The layers of the sandbox and what else knows the processor.
OF_THE_MACHINE = [*sorted((ROOT / "sdk/runtime/sandbox").glob("*.cpp")),
                  *(ROOT / "sdk/runtime" / name for name in ("channel_socket.cpp", "elf_entry.cpp", "spawn.cpp"))]


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


class Aarch64(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        # Headers of this machine that are the same on any, without the rest of /usr/include.
        (cls.folder / "any").mkdir()
        (cls.folder / "any/nlohmann").symlink_to("/usr/include/nlohmann")

    def plugin(self, name, source, compiler, standard):
        """As sdk/cpp/plugin.cmake builds it."""
        manifest = json.loads((ROOT / "sdk/examples" / name / "manifest.json").read_text())
        library = self.folder / f"{name}.so"
        run(CROSS + compiler, f"-std={standard}", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
            "-fvisibility=hidden", f"-I{ROOT / 'sdk/abi'}", f"-I{ROOT / 'sdk/cpp'}", f"-I{ROOT / 'sdk/interfaces'}",
            f"-I{GENERATED}", f"-isystem{self.folder / 'any'}", f"-DKONTOR_PLUGIN_ID=\"{manifest['id']}\"",
            f"-DKONTOR_PLUGIN_VERSION=\"{manifest['version']}\"", "-DKONTOR_LICENSE_KEYS=\"\"",
            "-DKONTOR_OFFER_KEYS=\"\"", ROOT / "sdk/examples" / name / source, "-o", library, "-static-libgcc",
            *(["-static-libstdc++"] if compiler == "g++" else []),
            f"-Wl,--version-script={ROOT / 'sdk/cpp/plugin.map'}", "-Wl,--no-undefined", "-Wl,--exclude-libs,ALL")
        return library

    def answers(self, library, operation, request):
        driver = self.folder / "driver"
        if not driver.exists():
            run(CROSS + "gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'sdk/abi'}", HERE / "driver.c",
                "-o", driver)
        return run("qemu-aarch64", "-L", SYSTEM, driver, library, operation, json.dumps(request)).strip()

    def expect_alone(self, library):
        """One symbol is exported, and no library is needed that another distribution may lack."""
        symbols = run(CROSS + "nm", "-D", "--defined-only", library).split()
        self.assertEqual(symbols[2:], ["kontor_plugin_entry"])
        needed = {line.split("[")[1].rstrip("]") for line in run(CROSS + "readelf", "-d", library).splitlines()
                  if "(NEEDED)" in line}
        self.assertLessEqual(needed, {"libc.so.6", "libm.so.6", "ld-linux-aarch64.so.1"})

    def test_a_plugin_in_c_answers(self):
        library = self.plugin("hello-c", "plugin.c", "gcc", "c11")

        self.expect_alone(library)
        self.assertEqual(self.answers(library, "plugin.health/1", {}), 'example.hello-c 1.0 {"status":"ok"} 0')

    def test_a_plugin_in_cpp_answers_and_what_it_throws_becomes_a_status(self):
        library = self.plugin("hello-cpp", "plugin.cpp", "g++", "c++20")
        action = {"action": "hello.greet", "actor": {"id": "user-1", "name": "Anna"}, "input": {}}

        self.expect_alone(library)
        self.assertIn('"status":"ok"', self.answers(library, "plugin.health/1", {}))
        refused = self.answers(library, "action.run/1", action)
        self.assertIn("Choose a person to greet.", refused)
        self.assertTrue(refused.endswith(" 1"), refused)

    def test_the_layers_of_the_sandbox_compile_for_it(self):
        together = self.folder / "machine.cpp"
        together.write_text("".join(f'#include "{path.relative_to(ROOT)}"\n' for path in OF_THE_MACHINE))

        run(CROSS + "g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", f"-I{ROOT}", f"-I{ROOT / 'sdk/abi'}",
            f"-I{ROOT / 'sdk/interfaces'}", f"-isystem{self.folder / 'any'}", together)


if __name__ == "__main__":
    unittest.main()
