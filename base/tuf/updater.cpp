#include "base/tuf/updater.hpp"

#include <algorithm>

#include "base/tuf/limits.hpp"

namespace kontor::tuf {
namespace {

Refusal fetch_failed(const std::string& role, const Error& error) {
  if (error.code == ErrorCode::exhausted)
    return {Fault::too_large, role, "the repository sends more bytes than allowed"};
  return {Fault::unreachable, role, error.message};
}

std::size_t limit(const FileFacts& facts, std::size_t otherwise) {
  if (!facts.length) return otherwise;
  return std::min(otherwise, static_cast<std::size_t>(*facts.length));
}

}  // namespace

Verdict<> install_root(Store& store, std::string_view root) {
  const auto lock = TRY(store.lock());
  TRY(TrustedSet::start(root, 0));
  return store.save("root", root);
}

Verdict<std::string> Updater::fetch(const std::string& role, std::int64_t version,
                                    std::size_t bytes_max) {
  std::string name = encode_role(role) + ".json";
  if (trusted_->root().consistent_snapshot) name = std::to_string(version) + "." + name;
  auto bytes = fetcher_.fetch(name, bytes_max);
  if (!bytes) return fetch_failed(role, bytes.error());
  return std::move(bytes).value();
}

Verdict<> Updater::refresh() {
  const auto lock = TRY(store_.lock());
  const auto root = store_.load("root");
  if (!root) return Refusal{Fault::storage, "root", "there is no trusted root yet"};
  trusted_ = TRY(TrustedSet::start(*root, now_, &store_.memory()));  // 5.2, 5.3.2
  TRY(refresh_root());                                               // 5.3
  TRY(recall_online_roles());
  TRY(refresh_timestamp());               // 5.4
  TRY(refresh_snapshot());                // 5.5
  TRY(load_targets("targets", nullptr));  // 5.6
  return accepted();
}

Verdict<> Updater::refresh_root() {
  for (int rotations = 0;; ++rotations) {
    const std::int64_t next = trusted_->root().header.version + 1;
    auto bytes = fetcher_.fetch(std::to_string(next) + ".root.json", kRootBytesMax);  // 5.3.3
    if (!bytes && bytes.error().code == ErrorCode::not_found) break;
    if (!bytes) return fetch_failed("root", bytes.error());
    if (rotations >= kRootRotationsMax)
      return Refusal{Fault::too_large, "root",
                     "more than " + std::to_string(kRootRotationsMax) + " new versions at once"};
    TRY(trusted_->update_root(*bytes));  // 5.3.4 to 5.3.7
    TRY(store_.save("root", *bytes));    // 5.3.8
    // 5.3.11, not put off until the chain's end: what the next root says of its own past is
    // unknown to a process that starts again in between.
    if (trusted_->online_keys_rotated()) TRY(forget_online_roles());
  }                                    // 5.3.9
  TRY(trusted_->check_root_expiry());  // 5.3.10
  return accepted();  // 5.3.12: fetch() asks the trusted root for consistent snapshots.
}

// 5.3.11 again, for a process that was killed between 5.3.8 and it: what is stored and not
// signed by today's keys says that they were replaced.
Verdict<> Updater::recall_online_roles() {
  const auto withdrawn = [](const Verdict<>& recalled) {
    return !recalled && recalled.error().fault == Fault::threshold_not_met;
  };
  stored_snapshot_ = store_.load("snapshot");
  if (stored_snapshot_ && withdrawn(trusted_->recall_snapshot(*stored_snapshot_)))
    return forget_online_roles();
  const auto timestamp = store_.load("timestamp");
  if (timestamp && withdrawn(trusted_->recall_timestamp(*timestamp))) return forget_online_roles();
  return accepted();
}

// Rollback protection by versions ends where the keys that vouched for them were withdrawn.
Verdict<> Updater::forget_online_roles() {
  trusted_->forget_online_roles();
  stored_snapshot_.reset();
  TRY(store_.remove("timestamp"));
  return store_.remove("snapshot");
}

Verdict<> Updater::refresh_timestamp() {
  const auto bytes = fetcher_.fetch("timestamp.json", kTimestampBytesMax);  // 5.4.1
  if (!bytes) return fetch_failed("timestamp", bytes.error());
  const TrustedSet::Outcome outcome = TRY(trusted_->update_timestamp(*bytes));
  if (outcome == TrustedSet::Outcome::same) return accepted();
  return store_.save("timestamp", *bytes);  // 5.4.5
}

Verdict<> Updater::refresh_snapshot() {
  // The stored one, if it is what the timestamp lists: 5.5.1 needs no request then.
  if (stored_snapshot_ && trusted_->keep_snapshot(*stored_snapshot_)) return accepted();
  const FileFacts& facts = trusted_->timestamp()->snapshot;
  const std::string bytes =
      TRY(fetch("snapshot", facts.version, limit(facts, kSnapshotBytesMax)));  // 5.5.1
  TRY(trusted_->update_snapshot(bytes));
  return store_.save("snapshot", bytes);  // 5.5.7
}

Verdict<const Targets*> Updater::load_targets(const std::string& role, const Targets* delegator) {
  if (const Targets* known = trusted_->targets(role, delegator)) return known;
  if (const auto stored = store_.load(role)) {
    const auto again = trusted_->update_targets(role, delegator, *stored);
    if (again) return *again;
  }
  const FileFacts facts = TRY(trusted_->facts(role));
  const std::string bytes =
      TRY(fetch(role, facts.version, limit(facts, kTargetsBytesMax)));  // 5.6.1
  const Targets* targets = TRY(trusted_->update_targets(role, delegator, bytes));
  TRY(store_.save(role, bytes));  // 5.6.6
  return targets;
}

}  // namespace kontor::tuf
