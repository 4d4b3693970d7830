#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/core/json.hpp"
#include "base/http/client.hpp"
#include "licensing/core/license.hpp"
#include "tests/support/licenses.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// A kontor-seats that runs as its own process in a folder of its own, with one concurrent
// licence. Several on one PostgreSQL share the key of the first.
class SeatsProcess {
 public:
  struct Options {
    std::int64_t seats = 20;
    std::int64_t overdraft = 0;
    std::string database = {};            // Empty: SQLite in its folder.
    const SeatsProcess* first = nullptr;  // A node beside this one: same key, hosts, licence.
    std::string preload = {};             // libfaketime, steered by clock_file().
  };
  explicit SeatsProcess(const Options& options);
  ~SeatsProcess();

  void start();  // On the port of the first start.
  void kill_now() { program_->kill_now(); }
  int stop() { return program_->stop(); }
  Outcome verb(const Arguments& words) const;  // Another run of kontor-seats on this data.

  std::uint16_t port() const { return port_; }
  std::string origin() const;
  std::string origin_of(std::uint16_t port) const;
  const std::string& license_id() const { return license_id_; }
  const std::string& host_token() const { return host_token_; }
  std::filesystem::path folder() const { return folder_; }
  std::filesystem::path clock_file() const { return folder_ / "faketime"; }
  std::string output() const { return program_->output(); }

  Json get(const std::string& target) const;  // As administrator.
  std::int64_t used() const;                  // Seats the ledger counts as taken.

 private:
  void set_up(const Options& options);
  std::string add_host(const std::string& name, const std::string& role) const;
  void write_trust() const;
  void install_license(const Options& options);
  Arguments arguments(const Arguments& words) const;

  std::filesystem::path folder_;
  std::string database_;
  std::string preload_;
  std::string key_file_;
  std::string authority_;
  std::string administrator_token_;
  std::string host_token_;
  std::string license_id_;
  std::uint16_t port_ = 0;
  LicenseMaker maker_;
  std::unique_ptr<Program> program_;
};

}  // namespace kontor::testing
