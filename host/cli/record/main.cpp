#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <thread>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/core/files.hpp"
#include "host/cli/host/host_wish.hpp"
#include "host/cli/host/told.hpp"

namespace {

using namespace kontor;

volatile std::sig_atomic_t asked_to_end = 0;
void ask_to_end(int) { asked_to_end = 1; }

struct Wish {
  std::string plugin;
  host::HostWish host = {};
  std::filesystem::path output;
  int for_s = 600;
};

// Until the time is over, or Ctrl-C.
void wait(int for_s) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(for_s);
  while (asked_to_end == 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
}

Result<std::size_t> record(const Wish& wish) {
  constexpr std::size_t kTraceBytesMax = std::size_t{256} << 20;
  if (std::filesystem::exists(wish.output))
    return Error{ErrorCode::conflict, wish.output.string() + " exists already"};
  const host::HostLine line =
      TRY(host::connect(wish.host, {.timeout_ms = 120'000, .body_bytes_max = kTraceBytesMax}));
  const std::string place = "/plugins/" + http::percent_encode(wish.plugin) + "/trace";
  TRY(line.call("POST", place, {{"for_s", wish.for_s}}));
  std::cerr << "recording " << wish.plugin << " for " << wish.for_s << " s; Ctrl-C ends it\n";
  wait(wish.for_s);
  const auto trace = line.client->send("GET", "/api/v1" + place, line.headers);
  // Whatever came of the download: the host keeps no copy and the plugin runs as before.
  TRY(line.call("DELETE", place));
  if (!trace) return trace.error();
  if (trace->status != 200) TRY(http::json_answer(*trace));
  TRY(write_file(wish.output, trace->body, FileMode::secret));
  return trace->body.size();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("kontor record: write down what passes between a host and one of its plugins",
               kontor::cli::called_as(argv));
  Wish wish;
  app.add_option("plugin", wish.plugin, "Plugin id, for example kontor.sms")->required();
  host::add_host_options(app, wish.host, "plugins.manage")->required();
  app.add_option("-o,--out", wish.output, "The trace: holds the company's data, readable by you")
      ->required();
  app.add_option("--for", wish.for_s, "How long, for example 30s or 10m; at most an hour")
      ->transform(
          CLI::AsNumberWithUnit(std::map<std::string, int>{{"s", 1}, {"m", 60}, {"h", 3600}},
                                CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME"))
      ->check(CLI::Range(1, 3600));
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;
  std::signal(SIGINT, ask_to_end);
  std::signal(SIGTERM, ask_to_end);

  const auto recorded = record(wish);
  if (!recorded) {
    std::cerr << kontor::host::told("kontor record", recorded.error());
    return 1;
  }
  std::cout << wish.output.string() << ": " << *recorded << " bytes\n"
            << "next: kontor replay " << wish.output.string() << " FOLDER\n";
  return 0;
}
