#include "marketplace/cli/vendor/key_verbs.hpp"

#include <map>

#include "base/core/bytes.hpp"
#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "base/core/random.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/desk/vendor_roles.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kRotatedRoleLifeMs = 180 * kDayMs;
constexpr std::size_t kStatementFileMax = std::size_t{1} << 16;

using Keys = std::vector<crypto::SigningKey>;

Result<Keys> load_all(const std::vector<std::filesystem::path>& files) {
  Keys keys;
  keys.reserve(files.size());
  for (const auto& file : files) keys.push_back(TRY(crypto::SigningKey::load(file)));
  return keys;
}

std::string vendor_address(const std::string& vendor) {
  return "/vendors/" + http::percent_encode(vendor);
}

Result<Json> put_body(Desk& desk, const std::string& vendor, const Json& body, const Keys& keys) {
  const std::string role = TRY(sign_metadata(body, keys));
  return desk.put("PUT", vendor_address(vendor) + "/role", role, "application/json");
}

// The present role again, signed by old and new keys alike.
Status sign_with_both(Desk& desk, const std::string& vendor, const Keys& old_keys,
                      const Keys& all_keys) {
  const std::string role = TRY(published_role(desk, vendor_role(vendor)));
  if (role.empty() || old_keys.empty()) return ok();
  TRY(signed_by(role, old_keys.front().public_key()));
  const Json body = TRY(renewed(role, SystemClock().now_ms() + kRotatedRoleLifeMs));
  TRY(put_body(desk, vendor, body, all_keys));
  return ok();
}

// The plugin's releases, by target path, as the vendor signed them.
Result<Json> releases_of(Desk& desk, const std::string& vendor, const std::string& plugin) {
  const VendorRoles roles = TRY(vendor_roles(desk, vendor));
  Json releases = Json::object();
  for (const std::string& role : roles.holders()) {
    const std::string text = TRY(present_role(desk, roles, role));
    const Json body = TRY(signed_part(text));
    for (const auto& [path, entry] : body["targets"].items())
      if (path.starts_with(package_folder(plugin))) releases[path] = entry;
  }
  return releases;
}

Result<Json> next_of_mine(Desk& desk, const VendorRoles& roles, const std::string& role) {
  const TimeMs expires = SystemClock().now_ms() + kRotatedRoleLifeMs;
  const std::string present = TRY(present_role(desk, roles, role));
  if (!present.empty()) return renewed(present, expires);
  Json body = tuf_body("targets", 1, expires);
  body["targets"] = Json::object();
  return body;
}

}  // namespace

Result<Json> rotate_keys(const VendorKeysWish& wish) {
  const Keys old_keys = TRY(load_all(wish.old_keys));
  Keys all;
  Json statement{{"vendor", wish.vendor}, {"threshold", wish.threshold}};
  statement["public_keys"] = Json::array();
  for (const auto& file : wish.new_keys) {
    all.push_back(TRY(crypto::SigningKey::load_or_create(file)));
    statement["public_keys"].push_back(hex_encode(all.back().public_key().ed25519_raw()));
  }
  all.insert(all.end(), old_keys.begin(), old_keys.end());
  const Json envelope = TRY(sign_statement(kKeysStatement, statement, all));
  auto desk = TRY(Desk::open(wish.address));
  TRY(sign_with_both(desk, wish.vendor, old_keys, all));
  Json answer = TRY(desk.call("POST", vendor_address(wish.vendor) + "/keys", envelope));
  answer["next"] = "the operator delegates to the new keys: kontor operator approve-keys " +
                   wish.vendor + (old_keys.empty() ? " --lost" : "");
  return answer;
}

Result<Json> replace_token(const VendorKeysWish& wish) {
  if (wish.address.token_file.empty() || wish.old_keys.empty())
    return Error{ErrorCode::invalid_argument, "--token-file and --key are needed"};
  const Keys keys = TRY(load_all(wish.old_keys));
  SystemRandom random;
  const Token token = make_token(random, "kv_");
  const Json envelope = TRY(sign_statement(kTokenStatement,
                                           {{"vendor", wish.vendor},
                                            {"token_hash", token.hash},
                                            {"at", to_rfc3339(SystemClock().now_ms())}},
                                           keys));
  // Kept before it is valid: an answer that gets lost does not lose the token.
  const std::filesystem::path next = wish.address.token_file.string() + ".next";
  TRY(write_file(next, token.text + "\n", FileMode::secret));
  auto desk = TRY(Desk::open({.market = wish.address.market, .token_file = {}}));
  Json answer = TRY(desk.call("POST", vendor_address(wish.vendor) + "/token", envelope));
  std::error_code failed;
  std::filesystem::rename(next, wish.address.token_file, failed);
  if (failed)
    return Error{ErrorCode::unavailable,
                 "the new token stays in " + next.string() + ": " + failed.message()};
  answer["token_file"] = wish.address.token_file.string();
  return answer;
}

Result<Json> claim_domain(const ClaimWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const std::string address = vendor_address(wish.vendor) + "/claim";
  if (wish.check) return desk.call("POST", address + "/check", Json::object());
  if (wish.domain.empty()) return desk.call("GET", address);
  return desk.call("POST", address, {{"domain", wish.domain}});
}

Result<Json> offer_transfer(const TransferWish& wish) {
  const Keys keys = TRY(load_all(wish.keys));
  const Json envelope = TRY(sign_statement(
      kTransferStatement, {{"plugin", wish.plugin}, {"from", wish.vendor}, {"to", wish.to}}, keys));
  TRY(write_file(wish.file, to_text(envelope) + "\n"));
  return Json{{"written", wish.file.string()},
              {"next", "vendor " + wish.to + ": kontor vendor transfer accept"}};
}

Result<Json> accept_transfer(const TransferWish& wish) {
  const Keys keys = TRY(load_all(wish.keys));
  const std::string text = TRY(read_file(wish.file, kStatementFileMax));
  const Json offered = TRY(parse_json(text));
  const Json said = TRY(statement_of(offered, kTransferStatement));
  if (said.value("to", "") != wish.vendor)
    return Error{ErrorCode::invalid_argument, "this transfer is to '" + said.value("to", "") + "'"};
  const std::string plugin = TRY(json_text(said, "plugin"));
  const Json envelope = TRY(countersign(offered, keys));
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("POST", "/plugins/" + http::percent_encode(plugin) + "/transfer", envelope);
}

Result<Json> withdraw_transfer(const TransferWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("POST", "/plugins/" + http::percent_encode(wish.plugin) + "/transfer/withdraw",
                   Json::object());
}

Result<Json> finish_transfer(const TransferWish& wish) {
  const Keys keys = TRY(load_all(wish.keys));
  if (keys.empty()) return Error{ErrorCode::invalid_argument, "--key names your private key"};
  auto desk = TRY(Desk::open(wish.address));
  const Json standing =
      TRY(desk.call("GET", "/plugins/" + http::percent_encode(wish.plugin) + "/transfer"));
  if (standing.value("state", "") != "done")
    return Error{ErrorCode::conflict, "the operator has not delegated the plugin to you yet"};
  const VendorRoles mine = TRY(vendor_roles(desk, wish.vendor));
  if (!mine.own.empty()) TRY(signed_by(mine.own, keys.front().public_key()));
  const Json releases = TRY(releases_of(desk, standing.value("from", ""), wish.plugin));
  std::map<std::string, Json> bodies;
  for (const auto& [path, entry] : releases.items()) {
    Json& body = bodies[mine.role_of(path)];
    if (body.is_null()) body = TRY(next_of_mine(desk, mine, mine.role_of(path)));
    body["targets"][path] = entry;
  }
  SignedRoles set;
  set.reserve(bodies.size());
  for (const auto& [role, body] : bodies) {
    std::string text = TRY(sign_metadata(body, keys));
    set.emplace_back(role, std::move(text));
  }
  return put_roles(desk, wish.vendor, set);
}

}  // namespace kontor::marketplace
