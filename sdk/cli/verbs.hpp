#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/core/result.hpp"
#include "sdk/cli/kit.hpp"

// What the verbs of `kontor` do, apart from the command line. Each tells people what it did
// on `out`; failures are for people too.
namespace kontor::cli {

struct NewPlugin {
  std::string id;  // vendor.name
  std::filesystem::path folder;
};
// Makes a plugin in C++ that builds at once. The folder must be new or empty.
Status new_plugin(const NewPlugin& wanted, const Kit& kit, std::ostream& out);

struct BuildPlugin {
  std::filesystem::path folder;  // Holds manifest.json and *.cpp or *.c.
  std::filesystem::path output;  // Gets plugin.so, manifest.json, locales, icons.
};
// Compiles and links with $CXX and $CC (g++ and gcc), as plugin.cmake does.
Status build_plugin(const BuildPlugin& wanted, const Kit& kit, std::ostream& out);

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
