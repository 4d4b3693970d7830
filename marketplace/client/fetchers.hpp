#pragma once

#include <filesystem>
#include <string>

#include "base/http/client.hpp"
#include "base/tuf/fetcher.hpp"

namespace kontor::marketplace {

// Metadata below `path` ("/tuf/") of a web server. Follows no redirect. Owns nothing.
class HttpFetcher final : public tuf::Fetcher {
 public:
  HttpFetcher(http::Client& client, std::string path) : client_(client), path_(std::move(path)) {}
  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override;

 private:
  http::Client& client_;
  std::string path_;
};

// Metadata in a folder: a mirror or a USB stick.
class FolderFetcher final : public tuf::Fetcher {
 public:
  explicit FolderFetcher(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Result<std::string> fetch(const std::string& name, std::size_t bytes_max) override;

 private:
  std::filesystem::path folder_;
};

}  // namespace kontor::marketplace
