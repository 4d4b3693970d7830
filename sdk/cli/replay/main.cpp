#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/cli/replay/in_place.hpp"
#include "sdk/runtime/elf_entry.hpp"
#include "sdk/trace/recording.hpp"
#include "sdk/trace/replay.hpp"

namespace {

using namespace kontor;
namespace fs = std::filesystem;

constexpr int kEqual = 0;
constexpr int kDifferent = 1;
constexpr int kFailed = 2;

struct Wish {
  fs::path trace;
  fs::path build = ".";
  bool gdb = false;
  bool in_place = false;
  bool json = false;
};

struct Build {
  fs::path library;
  std::string sha256_hex;
  runtime::PluginFacts facts;
};

fs::path own_path() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored);
}

// The library itself, or the folder that `kontor build` filled or was told to fill.
Result<Build> find_build(const fs::path& wanted) {
  constexpr std::size_t kLibraryBytesMax = std::size_t{512} << 20;
  for (const fs::path& place : {wanted, wanted / "build/plugin.so", wanted / "plugin.so"}) {
    if (!fs::is_regular_file(place)) continue;
    const std::string bytes = TRY(read_file(place, kLibraryBytesMax));
    const auto entry = TRY(runtime::read_elf_entry(bytes));
    return Build{place, crypto::sha256_hex(bytes), {entry.id, entry.version}};
  }
  return Error{ErrorCode::not_found, wanted.string() + " holds no plugin.so"};
}

// Everything in one process, so that breakpoints hold from the plugin's first line on.
Error become_gdb(const Wish& wish, const Build& build) {
  const std::string self = own_path().string();
  std::vector<std::string> words = {"gdb",
                                    "-q",
                                    "-ex",
                                    "set breakpoint pending on",
                                    "--args",
                                    self,
                                    wish.trace.string(),
                                    build.library.string(),
                                    "--in-place"};
  if (wish.json) words.emplace_back("--json");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp("gdb", arguments.data());
  return {ErrorCode::unavailable, std::string("cannot start gdb: ") + std::strerror(errno)};
}

trace::StartPlugin starter(const Wish& wish, const Build& build) {
  return [wish, build](
             runtime::HostCallHandler handler) -> Result<std::unique_ptr<runtime::PluginProcess>> {
    if (wish.in_place) return cli::load_in_place(build.library, build.facts, std::move(handler));
    runtime::PluginProcessOptions options;
    options.runner = trace::traced_runner(own_path());
    options.file = build.library;
    options.sha256_hex = build.sha256_hex;
    options.facts = build.facts;
    options.call_deadline_ms = 30'000;
    options.on_log = [](runtime::LogLevel, std::string_view text) {
      std::cerr << "plugin: " << text << "\n";
    };
    return runtime::PluginProcess::start(std::move(options), std::move(handler));
  };
}

Result<int> play(const Wish& wish) {
  const trace::Trace recorded = TRY(trace::read_trace(wish.trace));
  const Build build = TRY(find_build(wish.build));
  if (build.facts.id != recorded.header.plugin)
    return Error{ErrorCode::invalid_argument, build.library.string() + " is " + build.facts.id +
                                                  ", the trace is of " + recorded.header.plugin};
  if (wish.gdb) return become_gdb(wish, build);
  const auto report = TRY(trace::replay(recorded, starter(wish, build)));
  if (wish.json)
    std::cout << to_text(trace::to_json(report)) << "\n";
  else
    std::cout << trace::to_lines(report, recorded.header, build.facts.version);
  return report.equal() ? kEqual : kDifferent;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor replay: feed a recorded trace to a build and compare its answers",
               kontor::cli::called_as(argv));
  Wish wish;
  app.add_option("trace", wish.trace, "File that kontor record wrote")->required();
  app.add_option("build", wish.build, "plugin.so, or the plugin's folder (default: here)");
  app.add_flag("--gdb", wish.gdb, "Play it in one process under gdb");
  app.add_flag("--json", wish.json, "The differences as JSON");
  app.add_flag("--in-place", wish.in_place, "Without a process of its own and without sandbox");
  app.footer("Exit status: 0 as recorded, 1 different, 2 could not be played.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kFailed;
  }
  const auto outcome = play(wish);
  if (outcome) return *outcome;
  std::cerr << "kontor replay: " << outcome.error().message << "\n";
  return kFailed;
}
