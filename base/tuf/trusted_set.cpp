#include "base/tuf/trusted_set.hpp"

#include <algorithm>

#include "base/tuf/limits.hpp"

namespace kontor::tuf {
namespace {

std::string number(std::int64_t value) { return std::to_string(value); }

bool lost_a_key(const RoleKeys& before, const RoleKeys& after) {
  return !std::ranges::includes(after.key_ids, before.key_ids);
}

Verdict<> check_facts(const FileFacts& facts, std::string_view bytes, const std::string& role) {
  const auto length = static_cast<std::int64_t>(bytes.size());
  if (facts.length && length > *facts.length)
    return Refusal{Fault::length_mismatch, role,
                   number(length) + " bytes, listed with " + number(*facts.length)};
  if (facts.hashes.empty()) return accepted();
  return check_hashes(facts.hashes, bytes, role);
}

Verdict<Root> read_root(std::string_view bytes, const Root* trusted) {
  const Document document = TRY(parse_document(bytes, "root", "root", kRootBytesMax));
  Root root = TRY(parse_root(document.body));
  if (trusted) TRY(check_threshold(document, trusted->keys, trusted->roles.at("root"), "root"));
  TRY(check_threshold(document, root.keys, root.roles.at("root"), "root"));
  return root;
}

Verdict<Timestamp> read_timestamp(std::string_view bytes, const Root& root) {
  const Document document =
      TRY(parse_document(bytes, "timestamp", "timestamp", kTimestampBytesMax));
  TRY(check_threshold(document, root.keys, root.roles.at("timestamp"), "timestamp"));
  return parse_timestamp(document.body);
}

// Who must have signed a file.
struct Signers {
  const KeyTable& keys;
  const RoleKeys& role;
};

// Checks the signatures and only then looks at the content; parses nothing that the memory has.
template <typename Content>
Verdict<std::shared_ptr<const Parsed<Content>>> read_signed(std::string_view bytes,
                                                            const std::string& role,
                                                            const Signers& signers,
                                                            ParseMemory* memory) {
  constexpr bool kIsSnapshot = std::is_same_v<Content, Snapshot>;
  if (const auto known = memory ? memory->find<Content>(role, bytes) : nullptr) {
    TRY(check_threshold(known->document, signers.keys, signers.role, role));
    return known;
  }
  auto parsed = std::make_shared<Parsed<Content>>();
  parsed->document = TRY(parse_document(bytes, kIsSnapshot ? "snapshot" : "targets", role,
                                        kIsSnapshot ? kSnapshotBytesMax : kTargetsBytesMax));
  TRY(check_threshold(parsed->document, signers.keys, signers.role, role));
  if constexpr (kIsSnapshot)
    parsed->content = TRY(parse_snapshot(parsed->document.body));
  else
    parsed->content = TRY(parse_targets(parsed->document.body, role));
  parsed->document.body = nullptr;
  if (memory) {
    parsed->bytes = bytes;
    memory->keep<Content>(role, parsed);
  }
  return std::shared_ptr<const Parsed<Content>>(std::move(parsed));
}

Verdict<std::shared_ptr<const Parsed<Snapshot>>> read_snapshot(std::string_view bytes,
                                                               const Root& root,
                                                               ParseMemory* memory) {
  return read_signed<Snapshot>(bytes, "snapshot", {root.keys, root.roles.at("snapshot")}, memory);
}

// 5.5.5: no role's version goes back, and no role disappears.
Verdict<> check_no_rollback(const Snapshot& trusted, const Snapshot& next) {
  for (const auto& [role, facts] : trusted.files) {
    const auto found = next.files.find(role);
    if (found == next.files.end())
      return Refusal{Fault::version_rolled_back, "snapshot", "no longer lists " + role + ".json"};
    if (found->second.version < facts.version)
      return Refusal{Fault::version_rolled_back, "snapshot",
                     "lists " + role + " version " + number(found->second.version) + ", version " +
                         number(facts.version) + " is already trusted"};
  }
  return accepted();
}

}  // namespace

Verdict<TrustedSet> TrustedSet::start(std::string_view trusted_root, TimeMs now,
                                      ParseMemory* memory) {
  Root root = TRY(read_root(trusted_root, nullptr));
  return TrustedSet(std::move(root), now, memory);
}

Verdict<> TrustedSet::check_expiry(const Header& header, const std::string& role) const {
  if (header.expires > now_) return accepted();
  return Refusal{Fault::expired_metadata, role,
                 "version " + number(header.version) + " expired at " + to_rfc3339(header.expires) +
                     ", it is " + to_rfc3339(now_)};
}

Verdict<> TrustedSet::update_root(std::string_view bytes) {
  Root next = TRY(read_root(bytes, &root_));  // 5.3.4
  const std::int64_t wanted = root_.header.version + 1;
  if (next.header.version != wanted)  // 5.3.5
    return Refusal{
        next.header.version < wanted ? Fault::version_rolled_back : Fault::wrong_version, "root",
        "is version " + number(next.header.version) + " where " + number(wanted) + " follows"};
  online_keys_rotated_ = lost_a_key(root_.roles.at("timestamp"), next.roles.at("timestamp")) ||
                         lost_a_key(root_.roles.at("snapshot"), next.roles.at("snapshot"));
  root_ = std::move(next);  // 5.3.6: its expiry does not matter yet. 5.3.7
  return accepted();
}

Verdict<> TrustedSet::check_root_expiry() const { return check_expiry(root_.header, "root"); }

Verdict<> TrustedSet::recall_timestamp(std::string_view bytes) {
  timestamp_ = TRY(read_timestamp(bytes, root_));
  return accepted();
}

Verdict<> TrustedSet::recall_snapshot(std::string_view bytes) {
  recalled_snapshot_ = TRY(read_snapshot(bytes, root_, memory_));
  return accepted();
}

void TrustedSet::forget_online_roles() {
  timestamp_.reset();
  recalled_snapshot_.reset();
}

Verdict<TrustedSet::Outcome> TrustedSet::update_timestamp(std::string_view bytes) {
  Timestamp next = TRY(read_timestamp(bytes, root_));  // 5.4.2
  if (timestamp_) {
    const std::int64_t trusted = timestamp_->header.version;
    if (next.header.version < trusted)  // 5.4.3.1
      return Refusal{Fault::version_rolled_back, "timestamp",
                     "version " + number(next.header.version) + " is older than the trusted " +
                         number(trusted)};
    if (next.header.version == trusted) {
      TRY(check_expiry(timestamp_->header, "timestamp"));
      return Outcome::same;
    }
    if (next.snapshot.version < timestamp_->snapshot.version)  // 5.4.3.2
      return Refusal{Fault::version_rolled_back, "timestamp",
                     "lists snapshot version " + number(next.snapshot.version) + ", version " +
                         number(timestamp_->snapshot.version) + " is already trusted"};
  }
  TRY(check_expiry(next.header, "timestamp"));  // 5.4.4
  timestamp_ = std::move(next);
  return Outcome::newer;
}

Verdict<> TrustedSet::check_listed(const Snapshot& next) const {
  const std::int64_t listed = timestamp_.value().snapshot.version;
  if (next.header.version == listed) return accepted();
  return Refusal{
      Fault::wrong_version, "snapshot",
      "is version " + number(next.header.version) + ", the timestamp lists " + number(listed)};
}

Verdict<> TrustedSet::keep_snapshot(std::string_view recalled_bytes) {
  if (!recalled_snapshot_) return Refusal{Fault::role_missing, "snapshot", "none is stored"};
  TRY(check_listed(recalled_snapshot_->content));                             // 5.5.4
  TRY(check_facts(timestamp_.value().snapshot, recalled_bytes, "snapshot"));  // 5.5.2
  TRY(check_expiry(recalled_snapshot_->content.header, "snapshot"));          // 5.5.6
  snapshot_ = recalled_snapshot_;
  return accepted();
}

Verdict<> TrustedSet::update_snapshot(std::string_view bytes) {
  const FileFacts& facts = timestamp_.value().snapshot;
  TRY(check_facts(facts, bytes, "snapshot"));             // 5.5.2
  auto next = TRY(read_snapshot(bytes, root_, memory_));  // 5.5.3
  TRY(check_listed(next->content));                       // 5.5.4
  if (recalled_snapshot_)                                 // 5.5.5
    TRY(check_no_rollback(recalled_snapshot_->content, next->content));
  TRY(check_expiry(next->content.header, "snapshot"));  // 5.5.6
  snapshot_ = std::move(next);
  return accepted();
}

Verdict<FileFacts> TrustedSet::facts(const std::string& role) const {
  const auto& files = snapshot_->content.files;
  const auto found = files.find(role);
  if (found == files.end())
    return Refusal{Fault::role_missing, role, "the snapshot does not list it"};
  return found->second;
}

Verdict<const Targets*> TrustedSet::update_targets(const std::string& role,
                                                   const Targets* delegator,
                                                   std::string_view bytes) {
  const RoleKeys* signers = delegator ? delegator->signers_of(role) : &root_.roles.at("targets");
  if (!signers || is_top_level(role) == (delegator != nullptr))
    return Refusal{Fault::role_missing, role, "nobody delegates to it"};
  const KeyTable& keys = delegator ? delegator->keys : root_.keys;

  const FileFacts listed = TRY(facts(role));
  TRY(check_facts(listed, bytes, role));                                          // 5.6.2
  auto next = TRY(read_signed<Targets>(bytes, role, {keys, *signers}, memory_));  // 5.6.3
  const Header& header = next->content.header;
  if (header.version != listed.version)  // 5.6.4
    return Refusal{
        Fault::wrong_version, role,
        "is version " + number(header.version) + ", the snapshot lists " + number(listed.version)};
  TRY(check_expiry(header, role));  // 5.6.5
  auto& place = targets_[{delegator, role}];
  place = std::move(next);
  return &place->content;
}

const Targets* TrustedSet::targets(const std::string& role, const Targets* delegator) const {
  const auto found = targets_.find({delegator, role});
  return found == targets_.end() ? nullptr : &found->second->content;
}

}  // namespace kontor::tuf
