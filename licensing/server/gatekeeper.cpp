#include "licensing/server/gatekeeper.hpp"

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kTokenMax = 200;
constexpr std::size_t kTokenBytes = 32;

Error refused(ErrorCode code, std::string message, const char* name) {
  return {code, std::move(message), to_text(Json{{"code", name}})};
}

Result<std::string> bearer_token(const http::Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string& header = request.header("authorization");
  if (header.starts_with(kBearer) && header.size() <= kTokenMax)
    return header.substr(kBearer.size());
  return Error{ErrorCode::unauthenticated,
               "send Authorization: Bearer with the token of kontor-seats host add"};
}

// A claim names the device it is for; nothing else does.
std::string claimed_device(const http::Request& request) {
  if (request.body.empty() || request.body.find("\"device_key\"") == std::string::npos) return "";
  const auto body = parse_json(request.body);
  if (!body || !body->is_object()) return "";
  const auto key = json_text(*body, "device_key");
  return key ? *key : "";
}

}  // namespace

Gatekeeper::Gatekeeper(db::Database& database, const Clock& clock, Limits limits)
    : database_(database),
      requests_(clock, limits.requests_per_second, 2.0 * limits.requests_per_second),
      refusals_(clock, limits.refusals_per_minute / 60.0, limits.refusals_per_minute) {}

http::Auth Gatekeeper::administrator() {
  return {"administrator", [this](const http::Request& request) {
            return check(request, /*administrator_only=*/true);
          }};
}

http::Auth Gatekeeper::member() {
  return {"host", [this](const http::Request& request) {
            return check(request, /*administrator_only=*/false);
          }};
}

Result<std::any> Gatekeeper::check(const http::Request& request, bool administrator_only) {
  TRY(refusals_.look(request.peer));
  Result<HostAccount> found = Error{ErrorCode::unauthenticated, ""};
  const auto token = bearer_token(request);
  if (token) found = account(*token);
  if (!token || (!found && found.error().code == ErrorCode::unauthenticated)) {
    TRY(refusals_.take(request.peer));
    return token ? found.error() : token.error();
  }
  if (!found) return found.error();
  TRY(requests_.take(found->name));
  if (administrator_only && found->role != HostRole::administrator)
    return refused(ErrorCode::forbidden, "this needs an administrator's token", "wrong-role");
  TRY(check_device(*found, request));
  return std::any(std::move(*found));
}

Result<HostAccount> Gatekeeper::account(const std::string& token) {
  const std::string hash = crypto::sha256_hex(token);
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(hash);
    if (known != known_.end()) return known->second;
  }
  const auto found =
      TRY(database_.read([&](db::Session& session) { return HostStore(session).find(hash); }));
  if (!found) return Error{ErrorCode::unauthenticated, "this token is not known here"};
  if (found->revoked_at_ms)
    return refused(ErrorCode::forbidden, "this token was revoked; ask for a new one",
                   "revoked-token");
  const std::lock_guard lock(mutex_);
  known_.insert_or_assign(hash, *found);
  return *found;
}

Status Gatekeeper::check_device(HostAccount& account, const http::Request& request) {
  if (account.role == HostRole::administrator) return ok();
  const std::string device = claimed_device(request);
  if (device.empty()) return ok();
  if (account.device_key.empty()) {
    account.device_key = TRY(database_.transaction(
        [&](db::Session& session) { return HostStore(session).bind(account.name, device); }));
    const std::lock_guard lock(mutex_);
    known_.insert_or_assign(account.token_hash, account);
  }
  if (account.device_key == device) return ok();
  return refused(ErrorCode::forbidden,
                 "this token belongs to another device; if the device was replaced, run "
                 "kontor-seats host rebind " +
                     account.name,
                 "wrong-device");
}

void Gatekeeper::forget() {
  const std::lock_guard lock(mutex_);
  known_.clear();
}

NewHost make_host(std::string name, HostRole role, Random& random, TimeMs now_ms) {
  NewHost made;
  made.token = "ks_" + hex_encode(random.bytes(kTokenBytes));
  made.account = {.name = std::move(name),
                  .role = role,
                  .token_hash = crypto::sha256_hex(made.token),
                  .device_key = {},
                  .added_at_ms = now_ms,
                  .revoked_at_ms = {}};
  return made;
}

}  // namespace kontor::licensing
