#pragma once

#include <iosfwd>
#include <optional>

#include "sdk/check/trial.hpp"

namespace kontor::check {

struct CheckOptions {
  std::filesystem::path runner;
  std::uint32_t seed = 1;
  int fuzz = 200;
  enum class Run { yes, no } run = Run::yes;  // no: nothing of the plugin is run.
  std::filesystem::path previous = {};        // Package of the last released version; may be empty.
  std::function<void(const std::string& part)> on_progress = {};
};

struct Report {
  std::string id, version;  // Empty if there is no manifest to say.
  std::string glibc = {};   // In words, of the library for this machine.
  Findings findings = {};
  std::optional<Measures> measures = {};  // Of a plugin that was run.

  bool passed() const;  // Nothing found is an error.
};

// Checks a package (.kpkg, signed or not) or a folder with manifest.json and the libraries
// it names. Whatever is wrong with them is a finding; not_found only if there is nothing.
Result<Report> check(const std::filesystem::path& path, const CheckOptions& options);

Json to_json(const Report& report);
void print(const Report& report, std::ostream& out);

}  // namespace kontor::check
