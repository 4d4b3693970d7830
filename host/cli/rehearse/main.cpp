#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/core/log.hpp"
#include "host/cli/rehearse/ways.hpp"
#include "host/rehearsal/rehearsal.hpp"

namespace {

using namespace kontor;

volatile std::sig_atomic_t asked_to_end = 0;
void ask_to_end(int) { asked_to_end = 1; }

Result<Json> rehearse(const host::RehearseWish& wish, std::string& lines) {
  if (!wish.trace.empty()) return host::rehearse_trace(wish, lines);
  Json report = TRY(wish.host.empty() ? host::rehearse_beside(wish, &asked_to_end)
                                      : host::rehearse_at_host(wish));
  lines = host::rehearsal_text(report);
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "kontor rehearse: run an add-on on a copy of the company's data with nothing let out",
      kontor::cli::called_as(argv));
  host::RehearseWish wish;
  bool json = false;
  std::filesystem::path work;
  int parent = 0;
  app.add_option("package", wish.package, "A .kpkg file, or with --host a plugin id of the market");
  app.add_option("--key", wish.keys, "Public key of the vendor: hexadecimal or a .pub file");
  auto* at_host = app.add_option("--host", wish.host, "URL of a running host");
  app.add_option("--token-file", wish.token_file, "File with an API token for plugins.manage")
      ->envname("KONTOR_TOKEN_FILE");
  auto* data = app.add_option("--data", wish.data, "Folder of a host's data, running or not");
  app.add_option("--database", wish.database, "With --data: postgresql://…; default: DATA/host.db")
      ->envname("KONTOR_DATABASE");
  auto* trace = app.add_option("--trace", wish.trace, "Compare with a trace of kontor record");
  at_host->excludes(data)->excludes(trace);
  data->excludes(trace);
  app.add_option("--version", wish.version, "Version on the market; default: the newest");
  app.add_option("--records", wish.records, "Newest records of each hooked entity")
      ->check(CLI::Range(1, 1000));
  app.add_option("--events", wish.events, "Newest events")->check(CLI::Range(1, 1000));
  app.add_option("--for-s", wish.for_s, "Seconds it may take")->check(CLI::Range(1, 3600));
  app.add_option("--phone-region", wish.phone_region, "Region of numbers without country code");
  app.add_flag("--json", json, "The report as JSON");
  app.add_option("--work", work)->group("");
  app.add_option("--parent", parent)->group("");
  app.footer("Exit status: 0 done (with --trace: as recorded), 1 failed or different.");
  if (const auto ended = kontor::cli::read_line(app, argc, argv)) return *ended;
  std::signal(SIGPIPE, SIG_IGN);
  if (!work.empty()) return host::do_rehearsal(work, parent);
  std::signal(SIGINT, ask_to_end);
  std::signal(SIGTERM, ask_to_end);
  log::set_level(log::Level::warning);
  if (wish.package.empty() || (wish.host.empty() && wish.data.empty() && wish.trace.empty())) {
    std::cerr << "kontor rehearse: name a package and one of --host, --data, --trace\n";
    return 2;
  }

  std::string lines;
  const auto report = rehearse(wish, lines);
  if (!report) {
    std::cerr << "kontor rehearse: " << report.error().message << "\n";
    return 1;
  }
  std::cout << (json ? to_text(*report) + "\n" : lines);
  if (wish.trace.empty()) return 0;
  return (*report)["differences"].empty() && (*report)["ended"].is_null() ? 0 : 1;
}
