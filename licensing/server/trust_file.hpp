#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/document/license_document.hpp"

namespace kontor::licensing {

// Whose licence documents this server believes: a file the administrator brings, since a
// company's network need not reach a market. Any thread.
//
//   {"license_keys": ["<64 hex>", …], "vendors": {"kontor": ["<64 hex>", …]}}
//
// All keys are raw Ed25519. A key that is taken out takes its licences along.
class TrustFile {
 public:
  explicit TrustFile(std::filesystem::path file) : file_(std::move(file)) {}

  // References this object.
  TrustedKeys keys();
  // Reads the file again if it changed; true if the keys are others. A missing file means
  // that nobody is believed; one that cannot be read changes nothing.
  Result<bool> renew();

  static constexpr std::size_t kBytesMax = std::size_t{1} << 20;

  using Keys = std::vector<crypto::PublicKey>;
  struct Content {
    std::map<std::string, crypto::PublicKey, std::less<>> license_keys;  // By kid.
    std::map<std::string, Keys, std::less<>> vendors;
  };
  static Result<Content> parse(const std::string& text);

 private:
  const std::filesystem::path file_;
  std::mutex mutex_;
  std::string text_;
  Content content_;
};

}  // namespace kontor::licensing
