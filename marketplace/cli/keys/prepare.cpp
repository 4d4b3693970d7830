#include "marketplace/cli/keys/prepare.hpp"

#include <charconv>
#include <system_error>

#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/cli/keys/holder.hpp"
#include "marketplace/repository/market_targets.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kKilledBytesMax = std::size_t{1} << 20;

struct Pair {
  std::string name, value;
};

Result<Pair> parse_pair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return Error{ErrorCode::invalid_argument, "\"" + text + "\" is not of the form NAME=VALUE"};
  return Pair{text.substr(0, equals), text.substr(equals + 1)};
}

Result<int> parse_count(const std::string& text) {
  int count = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failed == std::errc() && end == text.data() + text.size() && count > 0) return count;
  return Error{ErrorCode::invalid_argument, "\"" + text + "\" is no number of signatures"};
}

TimeMs expiry(const DraftWish& wish) { return SystemClock().now_ms() + wish.days * kDayMs; }

Result<Json> write_draft(const DraftWish& wish, const std::string& role, const Json& body) {
  std::error_code code;
  std::filesystem::create_directories(wish.out, code);
  const std::string name =
      std::to_string(body["version"].get<std::int64_t>()) + "." + role + ".json";
  const std::string draft = draft_of(body);
  TRY(write_file(wish.out / name, draft));
  Json told = TRY(describe(draft));
  told["written"] = (wish.out / name).string();
  return told;
}

Result<std::vector<crypto::PublicKey>> read_keys(const std::vector<std::filesystem::path>& files) {
  std::vector<crypto::PublicKey> keys;
  keys.reserve(files.size());
  for (const auto& file : files) keys.push_back(TRY(read_public_key(file)));
  return keys;
}

Result<std::map<std::string, std::string>> market_files(const DraftWish& wish) {
  std::map<std::string, std::string> files;
  if (!wish.license_keys.empty())
    files[kLicenseKeysPath] = license_keys_file(TRY(read_keys(wish.license_keys)));
  if (!wish.review_keys.empty())
    files[kReviewKeysPath] = review_keys_file(TRY(read_keys(wish.review_keys)));
  if (!wish.log_keys.empty()) {
    if (wish.log_origin.empty())
      return Error{ErrorCode::invalid_argument, "--log-key needs --log-origin, the log's name"};
    files[kLogKeysPath] = log_keys_file(wish.log_origin, TRY(read_keys(wish.log_keys)));
  }
  if (!wish.killed.empty()) {
    files[kKilledPath] = TRY(read_file(wish.killed, kKilledBytesMax));
    TRY(parse_json(files[kKilledPath]));
  } else if (wish.source.empty()) {
    files[kKilledPath] = killed_file(Json::array());
  }
  return files;
}

// "--shard NAME=FILE.pub", once a key; thresholds and paths by name.
Result<std::vector<Shard>> shards_of(const DraftWish& wish) {
  std::map<std::string, Shard> shards;
  for (const std::string& text : wish.shards) {
    const Pair pair = TRY(parse_pair(text));
    Shard& shard = shards[pair.name];
    shard.name = pair.name;
    shard.keys.push_back(TRY(read_public_key(pair.value)));
  }
  for (const std::string& text : wish.shard_thresholds) {
    const Pair pair = TRY(parse_pair(text));
    shards[pair.name].threshold = TRY(parse_count(pair.value));
  }
  for (const std::string& text : wish.shard_paths) {
    const Pair pair = TRY(parse_pair(text));
    shards[pair.name].paths.push_back(pair.value);
  }
  std::vector<Shard> list;
  for (auto& [name, shard] : shards) {
    if (shard.keys.empty())
      return Error{ErrorCode::invalid_argument, "name the keys of " + name + " with --shard"};
    list.push_back(std::move(shard));
  }
  return list;
}

Result<std::map<std::string, RoleChange>> role_changes(const DraftWish& wish) {
  std::map<std::string, RoleChange> changes;
  for (const std::string& text : wish.add) {
    const Pair pair = TRY(parse_pair(text));
    changes[pair.name].add.push_back(TRY(read_public_key(pair.value)));
  }
  for (const std::string& text : wish.remove) {
    const Pair pair = TRY(parse_pair(text));
    changes[pair.name].remove.push_back(pair.value);
  }
  for (const std::string& text : wish.thresholds) {
    const Pair pair = TRY(parse_pair(text));
    changes[pair.name].threshold = TRY(parse_count(pair.value));
  }
  return changes;
}

}  // namespace

Result<Json> prepare_root(const DraftWish& wish) {
  const std::string present = TRY(present_role(wish.source, "root"));
  const auto changes = TRY(role_changes(wish));
  for (const auto& [role, change] : changes)
    if (!tuf::is_top_level(role))
      return Error{ErrorCode::invalid_argument,
                   "the root names keys of root, targets, snapshot and timestamp only"};
  return write_draft(wish, "root", TRY(next_root(present, changes, expiry(wish))));
}

Result<Json> prepare_targets(const DraftWish& wish) {
  const std::string present = TRY(present_role(wish.source, "targets"));
  TargetsChange change;
  change.files = TRY(market_files(wish));
  change.shards = TRY(shards_of(wish));
  const Json body = TRY(next_targets(present, change, expiry(wish)));
  std::error_code code;
  std::filesystem::create_directories(wish.out / "files" / "market", code);
  for (const auto& [path, bytes] : change.files) TRY(write_file(wish.out / "files" / path, bytes));
  return write_draft(wish, "targets", body);
}

Result<Json> prepare_shard(const DraftWish& wish) {
  const std::string present = TRY(present_role(wish.source, wish.shard));
  return write_draft(wish, wish.shard, TRY(next_shard(present, {}, expiry(wish))));
}

}  // namespace kontor::marketplace
