#include "marketplace/log/log.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "base/tlog/offline_proof.hpp"
#include "marketplace/core/log_keys.hpp"
#include "marketplace/log/entry.hpp"
#include "marketplace/log/head.hpp"

namespace kontor::marketplace {

std::size_t HashOfHash::operator()(const tlog::Hash& hash) const {
  return std::hash<std::string_view>()(hash.view());
}

Result<std::uint64_t> Log::append(const Json& entry) {
  const auto indexes = TRY(append_all({entry}));
  return indexes.front();
}

namespace {

// One caller of append_all.
struct Waiter {
  const std::vector<Json>* entries;
  std::vector<std::uint64_t> indexes = {};
  Status outcome = ok();
  bool done = false;
};

// What one checkpoint adds.
struct Batch {
  std::vector<std::string> entries = {};
  ReleaseIndex releases = {};
  TimeMs last_at = 0;
};

class LogOnDisk final : public Log {
 public:
  LogOnDisk(std::unique_ptr<LogFolder> folder, tlog::LogPolicy policy, tlog::VerifierKey signer,
            const crypto::SigningKey& key, const Clock& clock)
      : folder_(std::move(folder)),
        policy_(std::move(policy)),
        signer_(std::move(signer)),
        key_(key),
        clock_(clock),
        writer_(*folder_) {}

  // Reads what is on disk and signs what a killed process, or a write that failed, left unsigned.
  Status recover();

  Result<std::vector<std::uint64_t>> append_all(const std::vector<Json>& entries) override;
  Result<std::string> proof(const std::string& sha256) const override;
  Result<std::string> entry(std::uint64_t index) const override;
  std::string checkpoint() const override {
    const std::shared_lock lock(state_);
    return head_.checkpoint;
  }
  std::uint64_t size() const override {
    const std::shared_lock lock(state_);
    return head_.size;
  }
  Result<std::filesystem::path> served_file(std::string_view path) const override;
  Status add_cosignatures(std::string_view lines) override;
  const tlog::LogPolicy& policy() const override { return policy_; }

 private:
  void commit(const std::vector<Waiter*>& waiters);
  Status stage(Waiter& waiter, Batch& batch);
  Result<std::uint64_t> stage_entry(Json entry, Batch& batch);
  Result<std::uint64_t> known_release(const Json& entry, std::uint64_t index,
                                      const Batch& batch) const;
  Status write(const Batch& batch);
  Status publish(std::uint64_t size, Batch batch);

  std::unique_ptr<LogFolder> folder_;
  tlog::LogPolicy policy_;
  tlog::VerifierKey signer_;
  crypto::SigningKey key_;
  const Clock& clock_;

  std::mutex queue_mutex_;  // Guards queue_ and committing_.
  std::condition_variable queue_changed_;
  std::vector<Waiter*> queue_;
  bool committing_ = false;

  // The committing thread alone changes what follows; it holds state_ while it does.
  mutable std::shared_mutex state_;
  LogHead head_;
  mutable MemoryTree tree_;  // Reading is const but for the interface.
  ReleaseIndex releases_;
  EntryPlaces places_;
  LogWriter writer_;
  bool stale_ = false;  // A write failed: only the disk knows what is durable.
};

Status LogOnDisk::recover() {
  auto found = TRY(find_log(*folder_, policy_));
  TRY(writer_.load(found.head.size));
  {
    const std::unique_lock lock(state_);
    head_ = std::move(found.head);
    tree_ = std::move(found.tree);
    releases_ = std::move(found.releases);
    places_ = std::move(found.places);
  }
  if (found.pending.empty() && !head_.checkpoint.empty()) return ok();
  Batch batch{.entries = std::move(found.pending), .releases = {}, .last_at = head_.last_at};
  for (std::size_t place = 0; place < batch.entries.size(); ++place) {
    const Json entry = TRY(parse_log_entry(batch.entries[place]));
    batch.last_at = log_entry_time(entry);
    if (entry["type"] != "release") continue;
    const std::string hash = TRY(hex_decode(entry["sha256"].get_ref<const std::string&>()));
    batch.releases.emplace(TRY(tlog::hash_from_bytes(hash)), head_.size + place);
  }
  if (!batch.entries.empty())
    log::warning("log entries of a killed process signed", {{"entries", batch.entries.size()}});
  return write(batch);
}

Result<std::vector<std::uint64_t>> LogOnDisk::append_all(const std::vector<Json>& entries) {
  Waiter waiter{.entries = &entries};
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&waiter);
  while (!waiter.done) {
    if (committing_) {
      queue_changed_.wait(lock);
      continue;
    }
    // This caller writes for all that wait by now; those that come meanwhile are the next batch.
    committing_ = true;
    const std::vector<Waiter*> batch = std::exchange(queue_, {});
    lock.unlock();
    commit(batch);
    lock.lock();
    for (Waiter* one : batch) one->done = true;
    committing_ = false;
    queue_changed_.notify_all();
  }
  TRY(waiter.outcome);
  return std::move(waiter.indexes);
}

void LogOnDisk::commit(const std::vector<Waiter*>& waiters) {
  Status written = ok();
  if (stale_) written = recover();
  if (written) {
    stale_ = false;
    Batch batch{.last_at = head_.last_at};
    for (Waiter* waiter : waiters) waiter->outcome = stage(*waiter, batch);
    if (batch.entries.empty()) return;
    written = write(batch);
  }
  if (written) return;
  stale_ = true;
  log::error("log entries not written", {{"error", written.error().message}});
  for (Waiter* waiter : waiters)
    if (waiter->outcome) waiter->outcome = written;
}

// All entries of a caller or none.
Status LogOnDisk::stage(Waiter& waiter, Batch& batch) {
  const std::size_t entries_before = batch.entries.size();
  const TimeMs at_before = batch.last_at;
  for (const Json& entry : *waiter.entries) {
    const auto index = stage_entry(entry, batch);
    if (!index) {
      const std::uint64_t first = head_.size + entries_before;
      std::erase_if(batch.releases, [first](const auto& one) { return one.second >= first; });
      batch.entries.resize(entries_before);
      batch.last_at = at_before;
      return index.error();
    }
    waiter.indexes.push_back(*index);
  }
  return ok();
}

Result<std::uint64_t> LogOnDisk::stage_entry(Json entry, Batch& batch) {
  if (!entry.is_object() || entry.contains("at"))
    return Error{ErrorCode::invalid_argument, "an entry is an object without \"at\""};
  const TimeMs at = std::max(clock_.now_ms(), batch.last_at);
  entry["at"] = to_rfc3339(at);
  std::string bytes = TRY(log_entry_bytes(entry));
  const std::uint64_t next = head_.size + batch.entries.size();
  if (entry["type"] == "release") {
    const std::string hash = TRY(hex_decode(entry["sha256"].get_ref<const std::string&>()));
    const tlog::Hash key = TRY(tlog::hash_from_bytes(hash));
    if (const auto known = releases_.find(key); known != releases_.end())
      return known_release(entry, known->second, batch);
    const auto [place, is_new] = batch.releases.emplace(key, next);
    if (!is_new) return known_release(entry, place->second, batch);
  }
  batch.last_at = at;
  batch.entries.push_back(std::move(bytes));
  return next;
}

Result<std::uint64_t> LogOnDisk::known_release(const Json& wanted, std::uint64_t index,
                                               const Batch& batch) const {
  const std::string bytes =
      index < head_.size ? TRY(this->entry(index)) : batch.entries[index - head_.size];
  Json logged = TRY(parse_log_entry(bytes));
  logged["at"] = wanted["at"];
  if (logged == wanted) return index;
  return Error{ErrorCode::conflict,
               "these bytes are in the log as another release, at index " + std::to_string(index),
               kontor::to_text(Json{{"code", "logged-otherwise"}, {"index", index}})};
}

Status LogOnDisk::write(const Batch& batch) {
  const std::uint64_t before = head_.size, after = before + batch.entries.size();
  {
    const std::unique_lock lock(state_);
    tree_.shrink(before);
    for (const std::string& entry : batch.entries) tree_.append(tlog::leaf_hash(entry));
  }
  TRY(writer_.write_entries(before, batch.entries));
  // From here on a failure or a kill leads to recover(), which signs these very entries.
  TRY(writer_.write_hashes(tree_, before, after));
  TRY(publish(after, batch));
  writer_.clean(before, after);
  return ok();
}

Status LogOnDisk::publish(std::uint64_t size, Batch batch) {
  const tlog::Hash root = TRY(tlog::tree_root(tree_, size));
  tlog::Note note{.text = tlog::to_text(
                      tlog::Checkpoint{.origin = policy_.origin, .size = size, .root = root})};
  note.signatures.push_back(tlog::sign_note(note.text, signer_, key_));
  const std::string text = tlog::to_text(note);
  TRY(folder_->write_checkpoint(text));
  const std::unique_lock lock(state_);
  head_ = {.size = size, .checkpoint = text, .last_at = batch.last_at};
  for (const std::string& entry : batch.entries) places_.append(entry.size());
  releases_.merge(batch.releases);
  return ok();
}

Result<std::string> LogOnDisk::entry(std::uint64_t index) const {
  EntryPlaces::Place place{};
  std::uint64_t size = 0;
  {
    const std::shared_lock lock(state_);
    size = head_.size;
    if (index >= size)
      return Error{ErrorCode::not_found, "the log has no entry " + std::to_string(index)};
    place = places_[index];
  }
  return folder_->read_entry(index, size, place);
}

Result<std::string> LogOnDisk::proof(const std::string& sha256) const {
  const auto hash = hex_decode(sha256);
  const auto key = hash ? tlog::hash_from_bytes(*hash) : hash.error();
  if (!key) return Error{ErrorCode::invalid_argument, "\"" + sha256 + "\" is no SHA-256"};
  tlog::OfflineProof proof;
  {
    const std::shared_lock lock(state_);
    const auto found = releases_.find(*key);
    if (found == releases_.end())
      return Error{ErrorCode::not_found, "no release with this hash is in the log"};
    proof.index = found->second;
    proof.path = TRY(tlog::make_inclusion_proof(tree_, proof.index, head_.size));
    proof.checkpoint = head_.checkpoint;
  }
  proof.extra = TRY(entry(proof.index));
  return tlog::to_text(proof);
}

Result<std::filesystem::path> LogOnDisk::served_file(std::string_view path) const {
  const auto tile = tlog::parse_tile_path(path);
  // Tiles of entries that are not signed yet may lie there; nobody may see them.
  if (!tile || !tlog::is_within(*tile, size()))
    return Error{ErrorCode::not_found, "the log has no such tile"};
  return folder_->tile_file(*tile);
}

Status LogOnDisk::add_cosignatures(std::string_view lines) {
  std::unique_lock queue(queue_mutex_);
  queue_changed_.wait(queue, [this] { return !committing_; });
  committing_ = true;  // The checkpoint stays what it is until the lines are in it.
  queue.unlock();
  const std::string present = checkpoint();
  const auto keep = [&]() -> Status {
    tlog::Note note = TRY(tlog::parse_note(present));
    const bool whole = lines.find("\n\n") != std::string_view::npos;
    const tlog::Note given =
        TRY(tlog::parse_note(whole ? std::string(lines) : note.text + "\n" + std::string(lines)));
    if (given.text != note.text)
      return Error{ErrorCode::conflict, "the log has grown; cosign its present checkpoint",
                   R"({"code":"log-grown"})"};
    TRY(tlog::keep_cosignatures(note, given, policy_.witnesses));
    const std::string text = tlog::to_text(note);
    TRY(folder_->write_checkpoint(text));
    const std::unique_lock lock(state_);
    head_.checkpoint = text;
    return ok();
  };
  Status kept = keep();
  queue.lock();
  committing_ = false;
  queue_changed_.notify_all();
  return kept;
}

}  // namespace

Result<std::unique_ptr<Log>> Log::open(const std::filesystem::path& data,
                                       const crypto::SigningKey& key, const Clock& clock,
                                       LogOptions options) {
  tlog::LogPolicy& policy = options.policy;
  const crypto::PublicKey public_key = key.public_key();
  if (policy.origin.empty())
    policy = TRY(new_log_policy(default_log_origin(public_key), public_key));
  tlog::VerifierKey signer = TRY(tlog::VerifierKey::make(policy.origin, public_key));
  const bool listed = std::ranges::any_of(
      policy.keys, [&](const tlog::VerifierKey& known) { return known.text() == signer.text(); });
  if (!listed)
    return Error{ErrorCode::conflict,
                 "the off-line list of the log's keys does not name the key that signs here"};
  // What this process signs it must itself accept before any witness saw it.
  policy.witness_threshold = 0;
  auto folder = TRY(LogFolder::open(data / "log"));
  auto log = std::make_unique<LogOnDisk>(std::move(folder), std::move(policy), std::move(signer),
                                         key, clock);
  TRY(log->recover());
  return std::unique_ptr<Log>(std::move(log));
}

}  // namespace kontor::marketplace
