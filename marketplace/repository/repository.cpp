#include "marketplace/repository/repository.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <mutex>

#include "base/tuf/limits.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/acceptance.hpp"
#include "marketplace/repository/delegators.hpp"
#include "marketplace/repository/license_key_list.hpp"
#include "marketplace/repository/online_keys.hpp"
#include "marketplace/repository/target_folder.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::string_view kTargetsPrefix = "targets/";

// Held while the repository is open.
class FolderLock {
 public:
  static Result<std::unique_ptr<FolderLock>> take(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
      return Error{ErrorCode::not_found, "no repository in " + folder.string() +
                                             ": hold a key ceremony first (kontor keys ceremony)"};
    auto lock = std::make_unique<FolderLock>(descriptor);
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    return Error{ErrorCode::unavailable, "another process publishes from " + folder.string()};
  }
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  ~FolderLock() { close(descriptor_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

class RepositoryOnDisk final : public Repository {
 public:
  RepositoryOnDisk(const std::filesystem::path& folder, std::unique_ptr<FolderLock> lock,
                   OnlineKeys keys, OnlineKeys::Listed license_keys, PublishedState state,
                   Delegators delegators, const Clock& clock)
      : folder_(folder),
        lock_(std::move(lock)),
        keys_(std::move(keys)),
        license_keys_(std::move(license_keys)),
        targets_(folder / "targets"),
        state_(std::move(state)),
        delegators_(std::move(delegators)),
        clock_(clock) {}

  Status accept_all(const std::vector<Submission>& set) override {
    const std::lock_guard lock(mutex_);
    Accepted accepted = TRY(judge(standing(), set));
    if (accepted.fresh.empty()) return ok();
    return publish(accepted);
  }

  Status check(const std::vector<Submission>& set) const override {
    const std::lock_guard lock(mutex_);
    TRY(judge(standing(), set));
    return ok();
  }

  Result<Stored> store_target(const std::string& path,
                              const std::filesystem::path& source) override {
    return targets_.store(path, source);
  }

  Result<std::string> metadata(const std::string& role) const override {
    const std::lock_guard lock(mutex_);
    return state_.read(role);
  }

  std::int64_t version(const std::string& role) const override {
    const std::lock_guard lock(mutex_);
    return state_.version(role);
  }

  Result<std::vector<crypto::PublicKey>> vendor_keys(const std::string& vendor) const override {
    const std::lock_guard lock(mutex_);
    const Delegators::Signers signers = TRY(delegators_.signers(vendor_role(vendor)));
    std::vector<crypto::PublicKey> keys;
    for (const std::string& id : signers.role->key_ids)
      if (const auto key = signers.keys->find(id); key != signers.keys->end())
        keys.push_back(key->second);
    return keys;
  }

  Result<std::int64_t> vendor_threshold(const std::string& vendor) const override {
    const std::lock_guard lock(mutex_);
    return TRY(delegators_.signers(vendor_role(vendor))).role->threshold;
  }

  bool speaks_for(const std::string& vendor, const std::string& path) const override {
    const std::lock_guard lock(mutex_);
    return delegators_.speaker(path) == vendor_role(vendor);
  }

  Result<std::filesystem::path> served_file(std::string_view path) const override {
    if (path.starts_with(kTargetsPrefix)) return targets_.file(path.substr(kTargetsPrefix.size()));
    const std::lock_guard lock(mutex_);
    return state_.file(path);
  }

  Status refresh() override {
    const std::lock_guard lock(mutex_);
    if (clock_.now_ms() < state_.due() && !keys_changed_) return ok();
    return publish({.fresh = {}, .after = delegators_});
  }

  crypto::SigningKey license_key() const override {
    const std::lock_guard lock(mutex_);
    return keys_.license();
  }

  std::vector<crypto::PublicKey> license_keys() const override {
    const std::lock_guard lock(mutex_);
    return license_keys_;
  }

  // What a killed process left of a change of keys. To be called once, before anything else.
  Status settle();

 private:
  Standing standing() const { return {state_, delegators_, keys_, targets_, clock_.now_ms()}; }
  Status publish(const Accepted& accepted);

  std::filesystem::path folder_;
  std::unique_ptr<FolderLock> lock_;
  OnlineKeys keys_;
  OnlineKeys::Listed license_keys_;
  TargetFolder targets_;
  mutable std::mutex mutex_;  // Guards keys_, license_keys_, state_ and delegators_.
  PublishedState state_;
  Delegators delegators_;
  const Clock& clock_;
  bool reloaded_ = false;      // After a failure, by which the root may have become another.
  bool keys_changed_ = false;  // The timestamp is still signed by the keys of the root before.
};

Status RepositoryOnDisk::publish(const Accepted& accepted) {
  // With a new root, snapshot and timestamp are signed by the keys it names from the start.
  OnlineKeys keys = keys_;
  OnlineKeys::Listed license_keys = license_keys_;
  const bool new_list = reloaded_ || &accepted.after.top_level() != &delegators_.top_level();
  if (new_list) license_keys = TRY(listed_license_keys(accepted.after.top_level(), targets_));
  const bool new_root = reloaded_ || &accepted.after.root() != &delegators_.root();
  const bool next_keys =
      (new_root || new_list) && TRY(keys.choose(accepted.after.root(), license_keys));
  const Status published = state_.publish(accepted.fresh, keys.publishing(), clock_.now_ms());
  if (!published) {
    state_ = TRY(PublishedState::load(folder_));
    delegators_ = TRY(Delegators::load(state_));
    reloaded_ = true;
    return published;
  }
  delegators_ = accepted.after;
  keys_changed_ = false;
  reloaded_ = false;
  if (next_keys) TRY(keys.adopt());
  keys_ = std::move(keys);
  license_keys_ = std::move(license_keys);
  return ok();
}

Status RepositoryOnDisk::settle() {
  const tuf::Root& root = delegators_.root();
  const auto timestamp = state_.read("timestamp");
  if (timestamp) {
    const auto document =
        tuf::parse_document(*timestamp, "timestamp", "timestamp", tuf::kTimestampBytesMax);
    keys_changed_ = !document || !tuf::check_threshold(*document, root.keys,
                                                       root.roles.at("timestamp"), "timestamp");
  }
  return keys_.adopt();
}

}  // namespace

Result<std::int64_t> Repository::accept(const std::string& role, const std::string& signed_json) {
  TRY(accept_all({{role, signed_json}}));
  return version(role);
}

Result<std::unique_ptr<Repository>> Repository::open(const std::filesystem::path& data,
                                                     const Clock& clock) {
  const std::filesystem::path folder = data / "tuf";
  std::unique_ptr<FolderLock> lock = TRY(FolderLock::take(folder));
  PublishedState state = TRY(PublishedState::load(folder));
  Delegators delegators = TRY(Delegators::load(state));
  auto listed = TRY(listed_license_keys(delegators.top_level(), TargetFolder(folder / "targets")));
  OnlineKeys keys = TRY(OnlineKeys::load(data / "keys", delegators.root(), listed));
  auto repository = std::make_unique<RepositoryOnDisk>(folder, std::move(lock), std::move(keys),
                                                       std::move(listed), std::move(state),
                                                       std::move(delegators), clock);
  TRY(repository->settle());
  TRY(repository->refresh());
  return std::unique_ptr<Repository>(std::move(repository));
}

}  // namespace kontor::marketplace
