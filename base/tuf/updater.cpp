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
  trusted_ = TRY(TrustedSet::start(*root, now_));  // 5.2, 5.3.2
  TRY(refresh_root());
  TRY(refresh_timestamp());
  TRY(refresh_snapshot());
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
    TRY(trusted_->update_root(*bytes));
    if (trusted_->online_keys_rotated()) {  // 5.3.11, before 5.3.8 so that a crash cannot skip it
      TRY(store_.remove("timestamp"));
      TRY(store_.remove("snapshot"));
    }
    TRY(store_.save("root", *bytes));  // 5.3.8
  }
  return trusted_->check_root_expiry();  // 5.3.10
}

Verdict<> Updater::refresh_timestamp() {
  // What an earlier run stored may be signed by keys since withdrawn; then it counts for nothing.
  if (const auto stored = store_.load("timestamp")) (void)trusted_->recall_timestamp(*stored);
  const auto bytes = fetcher_.fetch("timestamp.json", kTimestampBytesMax);  // 5.4.1
  if (!bytes) return fetch_failed("timestamp", bytes.error());
  const TrustedSet::Outcome outcome = TRY(trusted_->update_timestamp(*bytes));
  if (outcome == TrustedSet::Outcome::same) return accepted();
  return store_.save("timestamp", *bytes);  // 5.4.5
}

Verdict<> Updater::refresh_snapshot() {
  if (const auto stored = store_.load("snapshot")) {
    (void)trusted_->recall_snapshot(*stored);
    if (trusted_->update_snapshot(*stored)) return accepted();
  }
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
