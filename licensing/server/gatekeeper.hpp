#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/core/random.hpp"
#include "base/db/database.hpp"
#include "base/http/router.hpp"
#include "licensing/server/host_store.hpp"
#include "licensing/server/rate_limit.hpp"

namespace kontor::licensing {

// Lets known hosts in and nobody else; counts what each asks for. Any thread.
class Gatekeeper {
 public:
  struct Limits {
    int requests_per_second = 2000;  // Of one host; twice as many at once.
    int refusals_per_minute = 60;    // Wrong tokens from one address.
  };
  Gatekeeper(db::Database& database, const Clock& clock, Limits limits);

  // The identity both put into a request is a HostAccount. Refusals: unauthenticated for an
  // unknown token, forbidden "revoked-token", "wrong-role" or "wrong-device" (the token was
  // first used by another device), exhausted "too-many-requests".
  http::Auth administrator();
  http::Auth member();

  // Reads the accounts again, so that a token revoked by another process ends now. Called
  // every second.
  Status refresh();

 private:
  Result<std::any> check(const http::Request& request, bool administrator_only);
  std::optional<Result<std::any>> check_quickly(const http::Request& request,
                                                bool administrator_only);
  Result<std::any> admit(HostAccount account, const http::Request& request,
                         bool administrator_only);
  Result<HostAccount> authenticate(const http::Request& request);
  std::optional<HostAccount> recall(const std::string& hash);
  Result<HostAccount> look_up(const std::string& hash);
  Status check_device(HostAccount& account, const http::Request& request);

  db::Database& database_;
  RateLimit requests_;
  RateLimit refusals_;
  std::mutex mutex_;
  std::unordered_map<std::string, HostAccount> known_;  // By token hash.
};

// A new account and its token, which is shown once and kept nowhere.
struct NewHost {
  HostAccount account;
  std::string token;
};
NewHost make_host(std::string name, HostRole role, Random& random, TimeMs now_ms);

}  // namespace kontor::licensing
