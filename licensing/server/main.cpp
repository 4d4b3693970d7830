#include <malloc.h>

#include <CLI/CLI.hpp>
#include <csignal>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "base/cli/require_verb.hpp"
#include "licensing/server/commands.hpp"

namespace {

using kontor::licensing::Output;
using kontor::licensing::Settings;

constexpr int kHeapsMax = 4;
// Given back to the system only above this: each commit would shrink and grow the writer's heap.
constexpr int kHeapKeptBytes = 1 << 20;

constexpr const char* kAbout =
    R"(kontor-seats: counts the seats of licences on a company's own network.

DATA holds keys/seats.key (the authority that licences name), seats.db, epoch.json (what a
restored database is noticed by; back it up apart), trust.json (whose licences are believed)
and, while the server runs, its port. Several nodes share one PostgreSQL and one seats.key;
each has a DATA of its own. Log lines are JSON on standard error.)";

void add_options(CLI::App& app, Settings& settings) {
  app.set_config("--config", "", "File with the same names as the flags (name=value)");
  const auto add = [&app](const std::string& flag, auto& value, const std::string& variable,
                          const std::string& help) {
    return app.add_option(flag, value, help)->envname("KONTOR_" + variable);
  };
  add("--data", settings.data, "DATA", "Folder of this node's data")->required();
  add("--address", settings.address, "ADDRESS", "Address to listen on")->capture_default_str();
  add("--port", settings.port, "PORT", "Port to listen on; 0: any")->capture_default_str();
  add("--database", settings.database, "DATABASE",
      "sqlite:PATH or postgresql://user:password@host:port/name; default: sqlite:DATA/seats.db");
  add("--key", settings.key_file, "KEY", "The authority's key; default: DATA/keys/seats.key");
  add("--trust", settings.trust_file, "TRUST",
      "Keys of markets and vendors (JSON); read again when it changes; default: DATA/trust.json");
  add("--certificate", settings.certificate_file, "CERTIFICATE", "PEM certificate chain: TLS");
  add("--private-key", settings.private_key_file, "PRIVATE_KEY", "PEM file");
  app.add_flag("--plain-http", settings.plain_http,
               "Allow plain HTTP off loopback, behind a proxy that speaks TLS")
      ->envname("KONTOR_PLAIN_HTTP");
  add("--threads", settings.threads, "THREADS", "Requests at work at once")
      ->check(CLI::Range(4, 1024))
      ->capture_default_str();
  add("--requests-per-second", settings.requests_per_second, "REQUESTS_PER_SECOND",
      "Requests of one host; twice as many at once")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  add("--refusals-per-minute", settings.refusals_per_minute, "REFUSALS_PER_MINUTE",
      "Wrong tokens from one address")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
}

struct Words {
  std::string folder;
  std::string name;
  std::string role = "host";
  kontor::licensing::TrustWish trust;
  bool json = false;
  Output output() const { return json ? Output::json : Output::text; }
};

CLI::App* add_verb(CLI::App& parent, Words& words, const std::string& name,
                   const std::string& about, std::function<int()> work, int& status) {
  CLI::App* verb = parent.add_subcommand(name, about);
  verb->add_flag("--json", words.json, "Tell it as JSON");
  verb->callback([work = std::move(work), &status] { status = work(); });
  return verb;
}

void add_host_verbs(CLI::App& app, const Settings& settings, Words& words, int& status) {
  namespace seats = kontor::licensing;
  CLI::App* host = app.add_subcommand("host", "Who may call this server")->require_subcommand(1);
  CLI::App* add = add_verb(
      *host, words, "add", "Let a host in; prints its token once",
      [&] { return seats::add_host(settings, words.name, words.role, words.output()); }, status);
  add->add_option("NAME", words.name, "Name of the host")->required();
  add->add_option("--role", words.role, "host or administrator")
      ->check(CLI::IsMember({"host", "administrator"}))
      ->capture_default_str();
  add_verb(
      *host, words, "list", "List them",
      [&] { return seats::list_hosts(settings, words.output()); }, status);
  CLI::App* revoke = add_verb(
      *host, words, "revoke", "End a host's token",
      [&] { return seats::revoke_host(settings, words.name, words.output()); }, status);
  revoke->add_option("NAME", words.name, "Name of the host")->required();
  CLI::App* rebind = add_verb(
      *host, words, "rebind", "Bind a host's token to its next device",
      [&] { return seats::rebind_host(settings, words.name, words.output()); }, status);
  rebind->add_option("NAME", words.name, "Name of the host")->required();
}

void add_verbs(CLI::App& app, const Settings& settings, Words& words, int& status) {
  namespace seats = kontor::licensing;
  add_verb(
      app, words, "init", "Make DATA, the authority's key and the database",
      [&] { return seats::init_ledger(settings, words.output()); }, status);
  add_verb(
      app, words, "run", "Serve until SIGTERM or SIGINT",
      [&] { return seats::run_server(settings); }, status);
  CLI::App* backup = add_verb(
      app, words, "backup", "Copy the database to a new folder while the server runs",
      [&] { return seats::back_up_ledger(settings, words.folder, words.output()); }, status);
  backup->add_option("FOLDER", words.folder, "Folder to make")->required();
  CLI::App* restore = add_verb(
      app, words, "restore", "Put a backup in the place of the database; the server is stopped",
      [&] { return seats::restore_ledger(settings, words.folder, words.output()); }, status);
  restore->add_option("FOLDER", words.folder, "Folder made by backup")->required();
  CLI::App* trust = add_verb(
      app, words, "trust", "Write the trust file as the market's signed metadata proves it",
      [&] { return seats::renew_trust(settings, words.trust, words.output()); }, status);
  trust
      ->add_option("--market", words.trust.market,
                   "The market: http(s)://host:port, or file:///folder with a copy of its tuf/")
      ->required();
  trust->add_option("--root", words.trust.root, "root.json, the first time");
  trust->add_option("--ca-file", words.trust.ca_file, "PEM of the roots to believe for https");
  trust->add_option("vendors", words.trust.vendors, "Vendors; none: those of the trust file");
  add_verb(
      app, words, "audit", "Verify the licence log, entry by entry",
      [&] { return seats::audit_ledger(settings, words.output()); }, status);
  add_host_verbs(app, settings, words, status);
}

}  // namespace

int main(int count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  // A heap for each thread that may ever wait would be most of this program's memory.
  mallopt(M_ARENA_MAX, kHeapsMax);
  mallopt(M_TRIM_THRESHOLD, kHeapKeptBytes);
  mallopt(M_TOP_PAD, kHeapKeptBytes / 4);
  CLI::App app(kAbout, kontor::cli::called_as(arguments));
  Settings settings;
  Words words;
  int status = 0;
  app.set_version_flag("--version", "kontor-seats 0.1.0");
  add_options(app, settings);
  add_verbs(app, settings, words, status);
  kontor::cli::require_verb(app);
  app.fallthrough();
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;
  return status;
}
