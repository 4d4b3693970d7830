#include "marketplace/repository/published_state.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kTimestampLifeMs = 1 * kDayMs;
constexpr std::int64_t kSnapshotLifeMs = 7 * kDayMs;
constexpr std::int64_t kSnapshotsKept =
    20;  // A client in the middle of a refresh needs the last ones.

Json listed(const tuf::FileFacts& facts) {
  Json entry = {{"version", facts.version}};
  if (facts.length) entry["length"] = *facts.length;
  if (!facts.hashes.empty()) entry["hashes"] = facts.hashes;
  return entry;
}

}  // namespace

Error broken_repository(const tuf::Refusal& refusal) {
  return {ErrorCode::internal, "the repository's own files: " + tuf::to_error(refusal).message};
}

std::filesystem::path PublishedState::path(const std::string& role, std::int64_t version) const {
  return folder_ / (std::to_string(version) + "." + tuf::encode_role(role) + ".json");
}

Result<PublishedState> PublishedState::load(const std::filesystem::path& folder) {
  PublishedState state(folder);
  TRY(state.load_roots());
  const auto timestamp = read_file(folder / "timestamp.json", tuf::kTimestampBytesMax);
  if (!timestamp && timestamp.error().code != ErrorCode::not_found) return timestamp.error();
  if (timestamp)
    TRY(state.load_published(*timestamp));
  else
    TRY(state.load_first_versions());
  for (const auto& [role, facts] : state.roles_) state.listed_.put(role, facts);
  return state;
}

Status PublishedState::load_roots() {
  std::error_code code;
  while (std::filesystem::exists(path("root", root_ + 1), code)) ++root_;
  if (root_ > 0) return ok();
  return Error{ErrorCode::not_found,
               "no 1.root.json in " + folder_.string() + "; hold a key ceremony first"};
}

Status PublishedState::load_first_versions() {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, code)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("1.") || !name.ends_with(".json")) continue;
    const std::string role = name.substr(2, name.size() - 7);
    if (role == "root" || role == "snapshot") continue;
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(entry.path(), code));
    roles_[role] = {1, size, {}};
  }
  if (roles_.contains("targets")) return ok();
  return Error{ErrorCode::not_found, "no 1.targets.json in " + folder_.string()};
}

Status PublishedState::load_published(const std::string& timestamp) {
  const auto outer =
      tuf::parse_document(timestamp, "timestamp", "timestamp", tuf::kTimestampBytesMax);
  if (!outer) return broken_repository(outer.error());
  const auto parsed = tuf::parse_timestamp(outer->body);
  if (!parsed) return broken_repository(parsed.error());
  timestamp_ = parsed->header;

  const std::string bytes =
      TRY(read_file(path("snapshot", parsed->snapshot.version), tuf::kSnapshotBytesMax));
  const auto inner = tuf::parse_document(bytes, "snapshot", "snapshot", tuf::kSnapshotBytesMax);
  if (!inner) return broken_repository(inner.error());
  auto snapshot = tuf::parse_snapshot(inner->body);
  if (!snapshot) return broken_repository(snapshot.error());
  snapshot_ = snapshot->header;
  roles_ = std::move(snapshot->files);
  return ok();
}

Result<std::string> PublishedState::make_snapshot(const crypto::SigningKey& key) const {
  const std::string body = R"({"_type":"snapshot","expires":")" + tuf_time(snapshot_.expires) +
                           R"(","meta":{)" + listed_.text() + R"(},"spec_version":")" +
                           kSpecVersion + R"(","version":)" + std::to_string(snapshot_.version) +
                           '}';
  const std::string id = TRY(tuf_key_id(key.public_key()));
  return R"({"signatures":[{"keyid":")" + id + R"(","sig":")" + hex_encode(key.sign(body)) +
         R"("}],"signed":)" + body + '}';
}

Status PublishedState::publish(const std::vector<Submission>& set, const Keys& keys, TimeMs now) {
  const std::string* root = nullptr;
  std::vector<FileBytes> unseen;  // Until the timestamp names them.
  unseen.reserve(set.size() + 1);
  for (const auto& [role, bytes] : set) {
    if (role == "root") {
      root = &bytes;
      continue;
    }
    tuf::FileFacts& facts = roles_[role];
    facts = {facts.version + 1, static_cast<std::int64_t>(bytes.size()), {}};
    listed_.put(role, facts);
    unseen.push_back({path(role, facts.version), bytes});
  }
  snapshot_ = {snapshot_.version + 1, now + kSnapshotLifeMs};
  const std::string snapshot = TRY(make_snapshot(keys.snapshot));
  unseen.push_back({path("snapshot", snapshot_.version), snapshot});
  TRY(write_files(unseen));

  timestamp_ = {timestamp_.version + 1, now + kTimestampLifeMs};
  Json body = tuf_body("timestamp", timestamp_.version, timestamp_.expires);
  body["meta"]["snapshot.json"] = listed({snapshot_.version,
                                          static_cast<std::int64_t>(snapshot.size()),
                                          {{"sha256", crypto::sha256_hex(snapshot)}}});
  const std::string timestamp = TRY(sign_metadata(body, {keys.timestamp}));
  if (root) {
    TRY(write_file(path("root", root_ + 1), *root));
    ++root_;
  }
  TRY(write_file(folder_ / "timestamp.json", timestamp));  // From here on it is visible.

  std::error_code ignored;
  if (snapshot_.version > kSnapshotsKept)
    std::filesystem::remove(path("snapshot", snapshot_.version - kSnapshotsKept), ignored);
  return ok();
}

std::int64_t PublishedState::version(const std::string& role) const {
  if (role == "root") return root_;
  if (role == "snapshot") return snapshot_.version;
  if (role == "timestamp") return timestamp_.version;
  const auto found = roles_.find(role);
  return found == roles_.end() ? 0 : found->second.version;
}

std::vector<std::string> PublishedState::roles() const {
  std::vector<std::string> names;
  names.reserve(roles_.size());
  for (const auto& [role, facts] : roles_) names.push_back(role);
  return names;
}

Result<std::string> PublishedState::read(const std::string& role) const {
  if (version(role) == 0) return Error{ErrorCode::not_found, role + " was never published"};
  if (role == "timestamp") return read_file(folder_ / "timestamp.json", tuf::kTimestampBytesMax);
  return read_file(path(role, version(role)), tuf::kTargetsBytesMax);
}

Result<std::filesystem::path> PublishedState::file(std::string_view name) const {
  const Error absent{ErrorCode::not_found, "there is no such metadata"};
  if (name == "timestamp.json" && timestamp_.version > 0) return folder_ / "timestamp.json";
  std::int64_t wanted = 0;
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), wanted);
  const std::string_view rest = name.substr(static_cast<std::size_t>(end - name.data()));
  if (code != std::errc() || !rest.starts_with(".") || !rest.ends_with(".json") || rest.size() < 7)
    return absent;
  const std::string role(rest.substr(1, rest.size() - 6));
  std::error_code ignored;
  // A version above the published one may lie there, half of a publication that was cut short.
  if (wanted < 1 || role == "timestamp" || wanted > version(role) ||
      !std::filesystem::exists(path(role, wanted), ignored))
    return absent;
  return path(role, wanted);
}

TimeMs PublishedState::due() const {
  return std::min(timestamp_.expires - kTimestampLifeMs / 2,
                  snapshot_.expires - kSnapshotLifeMs / 2);
}

}  // namespace kontor::marketplace
