#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "base/core/result.hpp"

namespace kontor::cli {

// What the chosen verb came to.
struct Outcome {
  Status status = ok();  // A failure is told on standard error and ends the program with 1.
  int exit_code = 0;     // Of a verb that told its own story.
};

// Every verb's --help ends with an example that works.
inline void example(CLI::App& verb, const std::string& text) { verb.footer("Example:\n  " + text); }

// Groups of verbs. An object holds the options of its verbs; it lives as long as the App.

// new, build, test
class MakeVerbs {
 public:
  MakeVerbs(CLI::App& app, Outcome& outcome);

 private:
  void add_new(CLI::App& app);
  void add_build(CLI::App& app);
  void add_test(CLI::App& app);

  Outcome& outcome_;
  std::string id_, language_ = "cpp", folder_ = ".", output_;
  bool debug_ = false;
};

// pack, sign, verify
class PackageVerbs {
 public:
  PackageVerbs(CLI::App& app, Outcome& outcome);

 private:
  Outcome& outcome_;
  std::string folder_ = ".", file_, output_, key_file_;
  std::vector<std::string> keys_;
  bool json_ = false;
};

// check, run, debug
class TryVerbs {
 public:
  TryVerbs(CLI::App& app, Outcome& outcome);

 private:
  void add_check(CLI::App& app);
  void add_run(CLI::App& app);
  void add_debug(CLI::App& app);
  void add_shots(CLI::App& verb);

  Outcome& outcome_;
  std::string folder_ = ".", settings_, records_, user_, license_ = "licensed", input_;
  std::vector<std::pair<std::string, std::string>> shots_;  // Kind and name, as typed.
  std::vector<std::string> gdb_commands_;
  std::uint32_t seed_ = 1;
  int fuzz_ = 200;
  std::filesystem::path previous_;
  bool json_ = false, scan_only_ = false, watch_ = false, batch_ = false;
};

// key new, key show
class KeyVerbs {
 public:
  KeyVerbs(CLI::App& app, Outcome& outcome);

 private:
  Outcome& outcome_;
  std::string file_;
};

}  // namespace kontor::cli
