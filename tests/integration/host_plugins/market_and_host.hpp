#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>

#include "tests/integration/marketplace/market_process.hpp"

namespace kontor::testing {

// A real market with the versions of "example.steady" a test publishes, and a real
// kontor-host that installs from it and may be killed.
class MarketAndHost : public marketplace::MarketProcess {
 protected:
  static constexpr const char* kSteady = "example.steady";

  void SetUp() override;
  // Released in the market; `manifest` changes members of the manifest (RFC 7396), `files` are
  // more files of the package by their names.
  void release(const std::string& version, const Json& manifest = Json::object(),
               const std::map<std::string, std::string>& files = {});

  void start_host(const Arguments& more = {});
  void kill_host() { host_->kill_now(); }

  Result<Json> ask(const std::string& method, const std::string& path,
                   const Json& body = nullptr) const;
  Result<http::Response> send(const std::string& method, const std::string& path) const;
  // Asked from another thread, since the host may be killed before it answers.
  std::future<bool> asked(const std::string& path, const Json& body) const;
  Json shown() const;  // GET /plugins/example.steady
  // The version that answers, or what kept it from answering.
  std::string echo() const;
  std::string log() const { return host_->output(); }
  std::filesystem::path plugin_folder() const { return host_data_ / "plugins" / kSteady; }

  std::filesystem::path host_data_;
  std::string host_database_;  // Its URL, given before SetUp(); empty: SQLite.
  std::unique_ptr<Program> host_;
  int starts_ = 0;  // Each has a log of its own.
  std::string origin_;
  http::Headers headers_;
};

}  // namespace kontor::testing
