#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/http/client.hpp"
#include "base/tlog/checkpoint.hpp"
#include "base/tlog/tiles.hpp"
#include "base/tuf/fetcher.hpp"

namespace kontor::marketplace {

// Where a log is read, and whom to believe about it.
struct LogWish {
  std::string market;              // URL; or
  std::filesystem::path folder;    // a market's DATA, or a copy of its log folder.
  std::vector<std::string> keys;   // C2SP verifier keys.
  std::filesystem::path key_file;  // market/log-keys.json
};

// A log to read. One thread.
class LogSource {
 public:
  static Result<LogSource> open(const LogWish& wish);

  Result<std::string> checkpoint();
  // Exactly the bytes of this width, out of the full tile if the partial one is gone; untrusted
  // when they are longer.
  Result<std::string> tile(const tlog::Tile& tile);
  // not_found for a folder, which has none ready.
  Result<std::string> proof(const std::string& sha256);

 private:
  std::unique_ptr<http::Client> client_;  // The fetcher's, for a URL.
  std::unique_ptr<tuf::Fetcher> fetcher_;
  std::string prefix_;
};

// Whom the wish believes; the log's name is that of its keys. invalid_argument without a key.
Result<tlog::LogPolicy> believed(const LogWish& wish);

}  // namespace kontor::marketplace
