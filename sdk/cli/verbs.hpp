#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/core/result.hpp"
#include "sdk/cli/kit.hpp"

// What the verbs of `kontor` do, apart from the command line. Each tells people what it did
// on `out`; failures are for people too, and say what to do.
namespace kontor::cli {

struct NewPlugin {
  std::string id;        // vendor.name
  std::string language;  // "cpp" or "c": a folder of the SDK's templates.
  std::filesystem::path folder;
};
// Makes a plugin that builds and passes its own tests. The folder must be new or empty.
Status new_plugin(const NewPlugin& wanted, const Kit& kit, std::ostream& out);

enum class Flavour { release, debug };

struct BuildPlugin {
  std::filesystem::path folder;  // Holds manifest.json, and CMakeLists.txt or *.cpp or *.c.
  std::filesystem::path output;  // Gets plugin.so, manifest.json, locales.
  Flavour flavour = Flavour::release;
};
// Compiles and links the way that runs on other distributions: with CMake if the folder has
// a CMakeLists.txt, else its sources with $CXX and $CC (g++ and gcc), as plugin.cmake does.
Status build_plugin(const BuildPlugin& wanted, const Kit& kit, std::ostream& out);

enum class WithTests { no, yes };
// The CMake half of the above. Its own files lie in <output>/.cmake.
Status build_with_cmake(const BuildPlugin& wanted, const Kit& kit, WithTests tests);

// Builds with CMake and runs the tests of the plugin with ctest.
Status test_plugin(const BuildPlugin& wanted, const Kit& kit, std::ostream& out);

// Where the built plugin of `folder` lies: the folder itself, its build/ or the only one of
// build/plugins/. not_found, saying how to build it, if there is none.
Result<std::filesystem::path> built_folder(const std::filesystem::path& folder);

// Writes the unsigned package of `folder`; an empty `file` means <id>-<version>.kpkg here.
Status pack(const std::filesystem::path& folder, std::filesystem::path file, std::ostream& out);

// Signs the package in `file`, into `output`.
Status sign(const std::filesystem::path& file, const std::filesystem::path& key_file,
            const std::filesystem::path& output, std::ostream& out);

enum class Format { people, json };

// Tells each step of verification. `keys` are public keys as hex, or files that hold one.
Status verify(const std::filesystem::path& file, const std::vector<std::string>& keys,
              Format format, std::ostream& out);

// Makes a key file that only its owner may read, and beside it FILE.pub.
Status new_key(const std::filesystem::path& file, std::ostream& out);
// The public half of a key file.
Status show_key(const std::filesystem::path& file, std::ostream& out);

}  // namespace kontor::cli
