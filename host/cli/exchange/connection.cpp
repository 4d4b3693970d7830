#include "host/cli/exchange/connection.hpp"

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

namespace kontor::exchange {

namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{16} << 20;
constexpr int kTimeoutMs = 600'000;
constexpr auto kPause = std::chrono::milliseconds(200);

}  // namespace

void Connection::add_options(CLI::App& app, const std::string& right) {
  host::add_host_options(app, wish, right)->required();
  app.add_flag("--json", json, "Answer in JSON");
}

Status Connection::open() {
  line = TRY(host::connect(wish, {.timeout_ms = kTimeoutMs, .body_bytes_max = kAnswerBytesMax}));
  return ok();
}

Result<Json> followed(const Connection& connection, const std::string& path,
                      const std::function<bool(const Json&)>& is_over,
                      const std::function<std::string(const Json&)>& progress) {
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  std::string shown;
  for (;;) {
    Json state = TRY(connection.call("GET", path));
    std::string line = progress(state);
    // One line that changes, where somebody looks; "\033[K" takes what was longer before.
    if (terminal && line != shown) std::cerr << "\r" << line << "\033[K" << std::flush;
    shown = std::move(line);
    if (is_over(state)) {
      if (terminal) std::cerr << "\n";
      return state;
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace kontor::exchange
