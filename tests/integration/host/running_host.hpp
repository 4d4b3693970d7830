#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/http/client.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// The real kontor-host with an administrator, on a folder of its own. Killed with the object.
class RunningHost {
 public:
  RunningHost();
  ~RunningHost();

  void start();
  void kill_now();
  int stop();
  std::uint16_t port() const { return port_; }

  // A call as the administrator.
  Result<Json> call(const std::string& method, const std::string& path, const Json& body = nullptr);
  // Uploads a file for import and gives its id.
  Result<std::string> upload(const std::string& entity, const std::string& text);
  // The state of an import once it is over.
  Json finished(const std::string& import);

  const std::filesystem::path& folder() const { return folder_; }
  std::string output() const { return program_ ? program_->output() : ""; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Program> program_;
  std::uint16_t port_ = 0;
  std::unique_ptr<http::Client> client_;
  http::Headers headers_;
};

}  // namespace kontor::testing
