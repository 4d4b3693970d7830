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
  return http::Auth("administrator",
                    [this](const http::Request& request) {
                      return check(request, /*administrator_only=*/true);
                    })
      .quickly([this](const http::Request& request) {
        return check_quickly(request, /*administrator_only=*/true);
      });
}

http::Auth Gatekeeper::member() {
  return http::Auth("host",
                    [this](const http::Request& request) {
                      return check(request, /*administrator_only=*/false);
                    })
      .quickly([this](const http::Request& request) {
        return check_quickly(request, /*administrator_only=*/false);
      });
}

// Tokens that are known, of devices that are known or not at issue.
std::optional<Result<std::any>> Gatekeeper::check_quickly(const http::Request& request,
                                                          bool administrator_only) {
  const auto token = bearer_token(request);
  if (!token) return std::nullopt;
  auto account = recall(crypto::sha256_hex(*token));
  if (!account) return std::nullopt;
  const bool binds = account->role != HostRole::administrator && account->device_key.empty();
  if (binds && !claimed_device(request).empty()) return std::nullopt;
  return admit(std::move(*account), request, administrator_only);
}

Result<std::any> Gatekeeper::check(const http::Request& request, bool administrator_only) {
  HostAccount account = TRY(authenticate(request));
  return admit(std::move(account), request, administrator_only);
}

Result<std::any> Gatekeeper::admit(HostAccount account, const http::Request& request,
                                   bool administrator_only) {
  TRY(requests_.take(account.name));
  if (administrator_only && account.role != HostRole::administrator)
    return refused(ErrorCode::forbidden, "this needs an administrator's token", "wrong-role");
  TRY(check_device(account, request));
  return std::any(std::move(account));
}

// Known tokens first: guessing behind the same proxy does not lock the others out.
Result<HostAccount> Gatekeeper::authenticate(const http::Request& request) {
  const auto token = bearer_token(request);
  const std::string hash = token ? crypto::sha256_hex(*token) : std::string();
  if (auto known = recall(hash)) return std::move(*known);
  TRY(refusals_.look(request.peer));
  Result<HostAccount> found = token ? look_up(hash) : token.error();
  if (!found && found.error().code == ErrorCode::unauthenticated) TRY(refusals_.take(request.peer));
  return found;
}

std::optional<HostAccount> Gatekeeper::recall(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(hash);
  return known == known_.end() ? std::nullopt : std::optional(known->second);
}

Result<HostAccount> Gatekeeper::look_up(const std::string& hash) {
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

Status Gatekeeper::refresh() {
  const auto accounts =
      TRY(database_.read([](db::Session& session) { return HostStore(session).all(); }));
  std::unordered_map<std::string, HostAccount> known;
  for (const HostAccount& account : accounts) {
    if (!account.revoked_at_ms) known.emplace(account.token_hash, account);
  }
  const std::lock_guard lock(mutex_);
  known_ = std::move(known);
  return ok();
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
