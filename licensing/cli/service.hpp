#pragma once

#include <memory>
#include <string>

#include "base/core/json.hpp"
#include "base/http/client.hpp"
#include "licensing/cli/wish.hpp"

namespace kontor::licensing {

// One person's connection to a market, a host or kontor-seats. One thread.
class Service {
 public:
  // Make no request. Refuse a token file that others may read.
  static Result<Service> market(const LicenseWish& wish);
  static Result<Service> ledger(const LicenseWish& wish);  // kontor-seats, or else the host.

  // JSON there and back, with the token.
  Result<Json> call(const std::string& method, const std::string& path, const Json& body = nullptr,
                    http::Headers more = {});
  // The same for a wish that may be repeated: a lost reply is asked for again.
  Result<Json> call_again(const std::string& method, const std::string& path, const Json& body,
                          const http::Headers& more);

  bool is_host() const { return is_host_; }

 private:
  Service(std::unique_ptr<http::Client> client, http::Headers headers, bool is_host)
      : client_(std::move(client)), headers_(std::move(headers)), is_host_(is_host) {}
  static Result<Service> open(const std::string& origin, const std::filesystem::path& token_file,
                              bool is_host);
  std::unique_ptr<http::Client> client_;
  http::Headers headers_;
  bool is_host_;
};

// The token of a file that only its owner may read.
Result<std::string> read_token(const std::filesystem::path& file);

}  // namespace kontor::licensing
