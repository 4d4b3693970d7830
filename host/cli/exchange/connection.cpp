#include "host/cli/exchange/connection.hpp"

#include <chrono>
#include <iostream>
#include <thread>

#include "base/core/files.hpp"

namespace kontor::exchange {

namespace {

constexpr std::size_t kTokenBytesMax = 4096;
constexpr std::size_t kAnswerBytesMax = std::size_t{2} << 30;
constexpr int kTimeoutMs = 600'000;
constexpr auto kPause = std::chrono::milliseconds(200);

}  // namespace

void Connection::add_options(CLI::App& app, const std::string& right) {
  app.add_option("--host", host, "URL of the host")->envname("KONTOR_HOST")->capture_default_str();
  app.add_option("--token-file", token_file, "File with an API token that may " + right)
      ->envname("KONTOR_TOKEN_FILE")
      ->required();
  app.add_flag("--json", json, "Answer in JSON");
}

Status Connection::open() {
  const std::string token = TRY(read_file(token_file, kTokenBytesMax));
  headers = {{"authorization", "Bearer " + token.substr(0, token.find_first_of("\r\n"))}};
  client = TRY(
      http::Client::create(host, {.timeout_ms = kTimeoutMs, .body_bytes_max = kAnswerBytesMax}));
  return ok();
}

Result<Json> Connection::call(const std::string& method, const std::string& path,
                              const Json& body) const {
  return client->call(method, "/api/v1" + path, body, headers);
}

Result<Json> followed(const Connection& connection, const std::string& path,
                      const std::function<bool(const Json&)>& is_over,
                      const std::function<std::string(const Json&)>& progress) {
  std::string shown;
  for (;;) {
    Json state = TRY(connection.call("GET", path));
    std::string line = progress(state);
    if (line != shown) std::cerr << "\r" << line << std::flush;
    shown = std::move(line);
    if (is_over(state)) {
      std::cerr << "\n";
      return state;
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace kontor::exchange
