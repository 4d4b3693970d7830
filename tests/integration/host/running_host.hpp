#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/db/database.hpp"
#include "base/http/client.hpp"
#include "host/server/settings.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// The real kontor-host with an administrator, on a folder of its own, and a database of its own
// where it is PostgreSQL. Killed with the object.
class RunningHost {
 public:
  explicit RunningHost(db::Dialect dialect = db::Dialect::sqlite);
  // On this database; empty: SQLite.
  explicit RunningHost(std::string database_url);
  ~RunningHost();

  void start();
  void kill_now();
  int stop();
  std::uint16_t port() const { return port_; }
  pid_t pid() const { return program_->pid(); }

  // A call as the administrator.
  Result<Json> call(const std::string& method, const std::string& path, const Json& body = nullptr);
  // Those of the administrator's session.
  const http::Headers& headers() const { return headers_; }
  // Uploads a file for import and gives its id.
  Result<std::string> upload(const std::string& entity, const std::string& text);
  // The state of an import once it is over.
  Json finished(const std::string& import);

  const std::filesystem::path& folder() const { return folder_; }
  // Where its data lie.
  host::Settings settings() const;
  std::string output() const { return program_ ? program_->output() : ""; }

 private:
  std::filesystem::path folder_;
  std::string database_;  // Its URL; empty: SQLite, in the folder.
  std::unique_ptr<Program> program_;
  std::uint16_t port_ = 0;
  std::unique_ptr<http::Client> client_;
  http::Headers headers_;
};

}  // namespace kontor::testing
