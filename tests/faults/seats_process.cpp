#include "tests/faults/seats_process.hpp"

#include <cstdio>
#include <cstdlib>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"

namespace kontor::testing {

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "kontor-seats for tests: %s\n", why.c_str());
  std::abort();
}

std::string text_of(const Outcome& outcome, const char* member) {
  const Json json = Json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
  if (outcome.status != 0 || !json.is_object()) {
    // Migrations log before the answer, which is the last line.
    const std::string& all = outcome.output;
    const std::size_t end = all.find_last_not_of('\n');
    const std::size_t line = all.rfind('\n', end);
    const Json last = Json::parse(all.substr(line == std::string::npos ? 0 : line + 1), nullptr,
                                  /*allow_exceptions=*/false);
    if (outcome.status != 0 || !last.is_object() || !last.contains(member)) give_up(all);
    return last[member];
  }
  return json[member];
}

}  // namespace

SeatsProcess::SeatsProcess(const Options& options)
    : database_(options.database), preload_(options.preload) {
  char name[] = "/tmp/kontor-faults-XXXXXX";
  if (mkdtemp(name) == nullptr) give_up("no temporary folder");
  folder_ = name;
  if (!preload_.empty()) (void)write_file(clock_file(), "+0\n");
  set_up(options);
  start();
  if (options.first == nullptr) install_license(options);
}

SeatsProcess::~SeatsProcess() {
  program_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void SeatsProcess::set_up(const Options& options) {
  if (const SeatsProcess* first = options.first) {
    key_file_ = first->folder_ / "keys" / "seats.key";
    authority_ = first->authority_;
    administrator_token_ = first->administrator_token_;
    host_token_ = first->host_token_;
    license_id_ = first->license_id_;
    write_trust();
    return;
  }
  authority_ = text_of(verb({"init", "--json"}), "authority");
  write_trust();
  administrator_token_ = add_host("office", "administrator");
  host_token_ = add_host("crm", "host");
}

std::string SeatsProcess::add_host(const std::string& name, const std::string& role) const {
  return text_of(verb({"host", "add", name, "--role", role, "--json"}), "token");
}

void SeatsProcess::write_trust() const {
  const Json trust = {
      {"license_keys", {hex_encode(maker_.market_key.public_key().ed25519_raw())}},
      {"vendors", {{"kontor", {hex_encode(maker_.vendor_key.public_key().ed25519_raw())}}}}};
  if (!write_file(folder_ / "trust.json", trust.dump())) give_up("no trust file");
}

Arguments SeatsProcess::arguments(const Arguments& words) const {
  Arguments all{"--data", folder_.string(), "--requests-per-second", "1000000"};
  if (!database_.empty()) all.insert(all.end(), {"--database", database_});
  if (!key_file_.empty()) all.insert(all.end(), {"--key", key_file_});
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

Outcome SeatsProcess::verb(const Arguments& words) const {
  return run("kontor-seats", arguments(words));
}

void SeatsProcess::start() {
  std::error_code ignored;
  std::filesystem::remove(folder_ / "port", ignored);
  // Only the server's clock is moved; its monotonic one goes on.
  if (!preload_.empty()) {
    setenv("LD_PRELOAD", preload_.c_str(), 1);
    setenv("FAKETIME_TIMESTAMP_FILE", clock_file().c_str(), 1);
    setenv("FAKETIME_NO_CACHE", "1", 1);
    setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
    setenv("DONT_FAKE_MONOTONIC", "1", 1);
  }
  program_ = std::make_unique<Program>(
      "kontor-seats", arguments({"--port", std::to_string(port_), "--threads", "96", "run"}),
      folder_ / "server.log");
  // Others may read the environment now; it changes only where a clock is moved.
  for (const char* name : {"LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE",
                           "FAKETIME_DONT_FAKE_MONOTONIC", "DONT_FAKE_MONOTONIC"}) {
    if (!preload_.empty()) unsetenv(name);
  }
  const bool listens = eventually([&] {
    const auto port = read_file(folder_ / "port", 16);
    if (port) port_ = static_cast<std::uint16_t>(std::stoi(*port));
    return static_cast<bool>(port) || !program_->is_running();
  });
  if (!listens || !program_->is_running()) give_up("does not start: " + program_->output());
}

std::string SeatsProcess::origin() const { return origin_of(port_); }

std::string SeatsProcess::origin_of(std::uint16_t port) const {
  return "http://127.0.0.1:" + std::to_string(port);
}

void SeatsProcess::install_license(const Options& options) {
  licensing::Offer offer = maker_.offer(licensing::SeatModel::concurrent);
  offer.lease_ttl_s = 10;
  offer.idle_timeout_s = 10;
  offer.overdraft = options.overdraft;
  licensing::License license = maker_.license(licensing::SeatModel::concurrent, options.seats);
  license.authority = authority_;
  auto client = http::Client::create(origin());
  if (!client) give_up(client.error().message);
  const auto installed = (*client)->call("POST", "/licensing/v1/licenses",
                                         {{"token", maker_.document(license, offer)}},
                                         {{"authorization", "Bearer " + administrator_token_}});
  if (!installed) give_up(installed.error().message);
  license_id_ = (*installed)["license_id"];
}

Json SeatsProcess::get(const std::string& target) const {
  auto client = http::Client::create(origin());
  if (!client) give_up(client.error().message);
  const auto answer = (*client)->call("GET", target, nullptr,
                                      {{"authorization", "Bearer " + administrator_token_}});
  return answer ? *answer : Json{{"error", answer.error().message}};
}

std::int64_t SeatsProcess::used() const {
  return get("/licensing/v1/licenses/" + license_id_ + "/holders").value("used", std::int64_t{-1});
}

}  // namespace kontor::testing
