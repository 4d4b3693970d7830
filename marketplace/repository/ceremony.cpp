#include "marketplace/repository/ceremony.hpp"

#include <map>
#include <system_error>
#include <vector>

#include "base/core/files.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kRootKeysMax = 16;
constexpr std::int64_t kOfflineLifeDays = 365;

struct Keys {
  std::vector<crypto::SigningKey> root;
  crypto::SigningKey targets = crypto::SigningKey::generate();
  crypto::SigningKey shard = crypto::SigningKey::generate();
  crypto::SigningKey snapshot = crypto::SigningKey::generate();
  crypto::SigningKey timestamp = crypto::SigningKey::generate();
  crypto::SigningKey license = crypto::SigningKey::generate();
  crypto::SigningKey log = crypto::SigningKey::generate();
  crypto::SigningKey review = crypto::SigningKey::generate();
};

Status make_folder(const std::filesystem::path& folder, std::filesystem::perms rights) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (!code) std::filesystem::permissions(folder, rights, code);
  if (!code) return ok();
  return Error{ErrorCode::unavailable, "cannot make " + folder.string() + ": " + code.message()};
}

Status write_keys(const std::filesystem::path& folder, const Keys& keys) {
  const auto write = [&](const std::string& name, const crypto::SigningKey& key) {
    return write_file(folder / (name + ".key"), key.pem(), FileMode::secret);
  };
  for (std::size_t index = 0; index < keys.root.size(); ++index)
    TRY(write(index == 0 ? "root" : "root-" + std::to_string(index + 1), keys.root[index]));
  TRY(write("targets", keys.targets));
  TRY(write(kFirstShard, keys.shard));
  TRY(write("snapshot", keys.snapshot));
  TRY(write("timestamp", keys.timestamp));
  TRY(write("license", keys.license));
  TRY(write("log", keys.log));
  return write("review", keys.review);
}

// Adds the keys to `table` and answers {"keyids","threshold"}.
Result<Json> role_of(const std::vector<crypto::SigningKey>& keys, int threshold, Json& table) {
  Json ids = Json::array();
  for (const crypto::SigningKey& key : keys) {
    const std::string id = TRY(tuf_key_id(key.public_key()));
    table[id] = tuf_key(key.public_key());
    ids.push_back(id);
  }
  return Json{{"keyids", ids}, {"threshold", threshold}};
}

Result<std::string> make_root(const Keys& keys, const CeremonyOptions& options, TimeMs now) {
  Json body = tuf_body("root", 1, now + options.root_life_days * kDayMs);
  Json table = Json::object();
  Json roles = Json::object();
  roles["root"] = TRY(role_of(keys.root, options.root_threshold, table));
  roles["targets"] = TRY(role_of({keys.targets}, 1, table));
  roles["snapshot"] = TRY(role_of({keys.snapshot}, 1, table));
  roles["timestamp"] = TRY(role_of({keys.timestamp}, 1, table));
  body["consistent_snapshot"] = true;
  body["keys"] = table;
  body["roles"] = roles;
  return sign_metadata(body, keys.root);
}

// Target path → bytes of what the off-line targets role says itself.
using Files = std::map<std::string, std::string>;

Result<Files> make_files(const Keys& keys, const std::string& log_origin) {
  constexpr std::size_t kNameDigits = 8;
  const std::string root_id = TRY(tuf_key_id(keys.root.front().public_key()));
  const std::string origin =
      log_origin.empty() ? "market-" + root_id.substr(0, kNameDigits) + "/log" : log_origin;
  return Files{{kLicenseKeysPath, license_keys_file({keys.license.public_key()})},
               {kLogKeysPath, log_keys_file(origin, {keys.log.public_key()})},
               {kReviewKeysPath, review_keys_file({keys.review.public_key()})},
               {kKilledPath, killed_file(Json::array())}};
}

Result<std::string> make_targets(const Keys& keys, const Files& files, TimeMs now) {
  Json body = tuf_body("targets", 1, now + kOfflineLifeDays * kDayMs);
  for (const auto& [path, bytes] : files) body["targets"][path] = target_entry(bytes);
  Json table = Json::object();
  Json shard = TRY(role_of({keys.shard}, 1, table));
  shard["name"] = kFirstShard;
  shard["terminating"] = false;
  shard["paths"] = {"*/*/*"};
  body["delegations"] = {{"keys", table}, {"roles", {shard}}};
  return sign_metadata(body, {keys.targets});
}

Result<std::string> make_shard(const Keys& keys, TimeMs now) {
  Json body = tuf_body("targets", 1, now + kOfflineLifeDays * kDayMs);
  body["targets"] = Json::object();
  body["delegations"] = {{"keys", Json::object()}, {"roles", Json::array()}};
  return sign_metadata(body, {keys.shard});
}

Status write_metadata(const std::filesystem::path& folder, const Keys& keys,
                      const CeremonyOptions& options, TimeMs now) {
  const Files files = TRY(make_files(keys, options.log_origin));
  const std::string root = TRY(make_root(keys, options, now));
  const std::string targets = TRY(make_targets(keys, files, now));
  const std::string shard = TRY(make_shard(keys, now));
  for (const auto& [path, bytes] : files)
    TRY(write_file(folder / "tuf/targets" / stored_path(path, bytes), bytes));
  TRY(write_file(folder / "tuf/1.root.json", root));
  TRY(write_file(folder / "tuf/1.targets.json", targets));
  TRY(write_file(folder / "tuf" / ("1." + std::string(kFirstShard) + ".json"), shard));
  return write_file(folder / "root.json", root);
}

}  // namespace

Status hold_ceremony(const std::filesystem::path& folder, const CeremonyOptions& options,
                     const Clock& clock) {
  if (options.root_threshold < 1 || options.root_threshold > options.root_keys ||
      options.root_keys > kRootKeysMax || options.root_life_days < 1)
    return Error{ErrorCode::invalid_argument,
                 "root needs 1 to 16 keys, a threshold not above their number, and a life"};
  std::error_code code;
  if (std::filesystem::exists(folder / "keys/root.key", code) ||
      std::filesystem::exists(folder / "keys/timestamp.key", code))
    return Error{ErrorCode::conflict, folder.string() + " already holds the keys of a market"};

  Keys keys;
  for (int made = 0; made < options.root_keys; ++made)
    keys.root.push_back(crypto::SigningKey::generate());
  using std::filesystem::perms;
  TRY(make_folder(folder / "keys", perms::owner_all));
  TRY(make_folder(folder / "tuf/targets/market", perms::owner_all | perms::group_read |
                                                     perms::group_exec | perms::others_read |
                                                     perms::others_exec));
  TRY(write_keys(folder / "keys", keys));
  return write_metadata(folder, keys, options, clock.now_ms());
}

}  // namespace kontor::marketplace
