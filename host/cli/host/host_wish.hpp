#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "base/http/client.hpp"

namespace kontor::host {

// Which running host a command speaks to, and as whom.
struct HostWish {
  std::string host = "http://127.0.0.1:7401";
  std::filesystem::path token_file = {};
};

// --host and --token-file, with their variables of the environment. `right` is what the token's
// user may. Returns the option of the token file, for verbs that always need it to require it.
CLI::Option* add_host_options(CLI::App& app, HostWish& wish, const std::string& right);

// A connection to the host's REST, signed in. One thread.
struct HostLine {
  std::unique_ptr<http::Client> client = nullptr;
  http::Headers headers = {};

  // JSON there and back; `path` is below /api/v1.
  Result<Json> call(const std::string& method, const std::string& path,
                    const Json& body = nullptr) const;
};

// Makes no request. By default patient with what downloads, tries out or drains something.
Result<HostLine> connect(const HostWish& wish,
                         const http::ClientOptions& options = {.timeout_ms = 120'000});
// The same with a token that does not come from the file.
Result<HostLine> connect_with(const HostWish& wish, const std::string& token,
                              const http::ClientOptions& options = {.timeout_ms = 120'000});

// One question.
Result<Json> ask_host(const HostWish& wish, const std::string& method, const std::string& path,
                      const Json& body = nullptr);

}  // namespace kontor::host
