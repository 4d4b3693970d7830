#include <unistd.h>

#include <chrono>
#include <fstream>
#include <ostream>
#include <thread>

#include "base/core/files.hpp"
#include "sdk/cli/process.hpp"
#include "sdk/cli/run_plugin.hpp"

namespace kontor::cli {
namespace {

constexpr int kDayMs = 24 * 60 * 60 * 1000;  // Whoever steps through code takes their time.
constexpr std::size_t kShownLibraryBytesMax = std::size_t{256} << 20;

// Where the sealed copy of the library lies in the runner: its first mapping.
Result<std::string> load_address(int pid) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("memfd:") != line.npos) return "0x" + line.substr(0, line.find('-'));
  }
  return Error{
      ErrorCode::unavailable,
      "cannot see where process " + std::to_string(pid) +
          " loaded the plugin; run kontor debug as the user who owns the process, or root"};
}

std::string status_word(int pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(name + ":")) continue;
    const auto at = line.find_first_not_of(" \t", name.size() + 1);
    return at == line.npos ? "" : line.substr(at);
  }
  return "";
}

// True once a debugger has attached and let the process run; false when it has gone.
bool let_run(int pid, const std::atomic<bool>& gone) {
  bool attached = false;
  while (!gone) {
    attached = attached || status_word(pid, "TracerPid") != "0";
    if (attached && !status_word(pid, "State").starts_with('t')) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

std::vector<std::string> gdb_line(int pid, const std::string& address,
                                  const std::filesystem::path& library, const Debug& debug) {
  // The runner has left the file system, so its files are looked for in ours, and the plugin
  // (for it, descriptor 4) by its address.
  std::vector<std::string> line = {"gdb",  "-q",
                                   "-iex", "set sysroot /",
                                   "-iex", "set confirm off",
                                   "-iex", "set debuginfod enabled off"};
  if (debug.ending == Debug::Ending::after_commands) line.push_back("-batch");
  line.insert(line.end(), {"-p", std::to_string(pid), "-ex",
                           "add-symbol-file " + library.string() + " -o " + address, "-ex",
                           "directory " + debug.sources.string()});
  for (const std::string& command : debug.commands) line.insert(line.end(), {"-ex", command});
  return line;
}

}  // namespace

Status debug_plugin(RunPlugin options, const std::vector<Shot>& shots, const Debug& debug,
                    std::ostream& out) {
  if (!on_path("gdb")) {
    return Error{ErrorCode::not_found, "gdb is not installed: sudo apt install gdb"};
  }
  std::error_code error;
  const std::filesystem::path library =
      std::filesystem::absolute(options.folder / "plugin.so", error);
  options.deadline_ms = kDayMs;
  const auto run = TRY(PluginRun::start(std::move(options), out));
  const int pid = run->plugin().pid();
  const std::string address = TRY(load_address(pid));
  run->tell("sources: " + debug.sources.string() + "\nlibrary: " + library.string() + " at " +
            address);
  const std::string bytes = TRY(read_file(library, kShownLibraryBytesMax));
  if (bytes.find(".debug_info") == bytes.npos) {
    run->tell("the library has no lines to show: build it with kontor build --debug");
  }
  if (shots.empty()) {
    run->tell("nothing will call the plugin; give --action NAME or another contribution");
  }
  std::atomic<bool> gone = false;
  std::thread shooter([&] {
    if (!let_run(pid, gone)) return;
    for (const Shot& shot : shots) (void)run->fire(shot.kind, shot.name, shot.input);
  });
  Status ended = run_program(gdb_line(pid, address, library, debug));
  gone = true;
  shooter.join();
  run->plugin().stop();
  return ended;
}

}  // namespace kontor::cli
