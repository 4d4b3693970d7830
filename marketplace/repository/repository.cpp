#include "marketplace/repository/repository.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <mutex>

#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/repository/delegators.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"
#include "marketplace/repository/target_folder.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::string_view kTargetsPrefix = "targets/";

Error wrong_version(const std::string& role, std::int64_t found, std::int64_t expected) {
  return {ErrorCode::conflict,
          role + " version " + std::to_string(found) + " cannot follow; version " +
              std::to_string(expected) + " can",
          to_text({{"code", "wrong-version"}, {"expected", expected}})};
}

Error not_its_own(const std::string& role, const std::string& path) {
  return {ErrorCode::forbidden, role + " may not speak for \"" + path + "\""};
}

// Held while the repository is open.
class FolderLock {
 public:
  static Result<std::unique_ptr<FolderLock>> take(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / ".lock";
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return Error{ErrorCode::not_found, "no repository in " + folder.string()};
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

struct OnlineKeys {
  PublishedState::Keys publishing;
  crypto::SigningKey license;

  static Result<OnlineKeys> load(const std::filesystem::path& folder) {
    crypto::SigningKey snapshot = TRY(crypto::SigningKey::load(folder / "snapshot.key"));
    crypto::SigningKey timestamp = TRY(crypto::SigningKey::load(folder / "timestamp.key"));
    crypto::SigningKey license = TRY(crypto::SigningKey::load(folder / "license.key"));
    return OnlineKeys{{std::move(snapshot), std::move(timestamp)}, std::move(license)};
  }
};

// A root that gives snapshot or timestamp to other keys than ours would stop every client.
bool names_key(const tuf::Root& root, const char* role, const crypto::SigningKey& key) {
  const auto id = tuf_key_id(key.public_key());
  return id && root.roles.at(role).key_ids.contains(*id);
}

class RepositoryOnDisk final : public Repository {
 public:
  RepositoryOnDisk(const std::filesystem::path& folder, std::unique_ptr<FolderLock> lock,
                   OnlineKeys keys, PublishedState state, Delegators delegators, const Clock& clock)
      : folder_(folder),
        lock_(std::move(lock)),
        keys_(std::move(keys)),
        targets_(folder / "targets"),
        state_(std::move(state)),
        delegators_(std::move(delegators)),
        clock_(clock) {}

  Result<std::int64_t> accept(const std::string& role, const std::string& bytes) override {
    const std::lock_guard lock(mutex_);
    const auto published = state_.read(role);
    if (published && *published == bytes) return state_.version(role);
    if (role == "root") return accept_root(bytes);
    if (tuf::is_top_level(role) && role != "targets")
      return Error{ErrorCode::forbidden, "only this market signs " + role};
    return accept_targets(role, bytes);
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

  Result<std::filesystem::path> served_file(std::string_view path) const override {
    if (path.starts_with(kTargetsPrefix)) return targets_.file(path.substr(kTargetsPrefix.size()));
    const std::lock_guard lock(mutex_);
    return state_.file(path);
  }

  Status refresh() override {
    const std::lock_guard lock(mutex_);
    if (clock_.now_ms() < state_.due()) return ok();
    return publish({}, {});
  }

  const crypto::SigningKey& license_key() const override { return keys_.license; }

 private:
  Result<std::int64_t> accept_root(const std::string& bytes);
  Result<std::int64_t> accept_targets(const std::string& role, const std::string& bytes);
  Status check_targets(const std::string& role, const tuf::Targets& targets,
                       const tuf::Delegation* delegation) const;
  Status publish(const std::string& role, const std::string& bytes);

  std::filesystem::path folder_;
  std::unique_ptr<FolderLock> lock_;
  OnlineKeys keys_;
  TargetFolder targets_;
  mutable std::mutex mutex_;  // Guards state_ and delegators_.
  PublishedState state_;
  Delegators delegators_;
  const Clock& clock_;
};

Status RepositoryOnDisk::publish(const std::string& role, const std::string& bytes) {
  Status published = state_.publish(role, bytes, keys_.publishing, clock_.now_ms());
  if (published) return ok();
  state_ = TRY(PublishedState::load(folder_));
  return published;
}

Result<std::int64_t> RepositoryOnDisk::accept_root(const std::string& bytes) {
  const std::string present = TRY(state_.read("root"));
  auto trusted = tuf::TrustedSet::start(present, clock_.now_ms());
  if (!trusted) return tuf::to_error(trusted.error());
  const auto next = trusted->update_root(bytes);
  if (!next && (next.error().fault == tuf::Fault::wrong_version ||
                next.error().fault == tuf::Fault::version_rolled_back))
    return Error{ErrorCode::conflict, tuf::to_error(next.error()).message,
                 to_text({{"code", "wrong-version"}, {"expected", state_.version("root") + 1}})};
  if (!next) return tuf::to_error(next.error());
  if (const auto expiry = trusted->check_root_expiry(); !expiry)
    return tuf::to_error(expiry.error());
  if (!names_key(trusted->root(), "snapshot", keys_.publishing.snapshot) ||
      !names_key(trusted->root(), "timestamp", keys_.publishing.timestamp))
    return Error{ErrorCode::conflict, "the root names other online keys than this market holds"};
  TRY(state_.publish_root(bytes));
  delegators_.replace_root(trusted->root());
  return state_.version("root");
}

Result<std::int64_t> RepositoryOnDisk::accept_targets(const std::string& role,
                                                      const std::string& bytes) {
  const Delegators::Signers signers = TRY(delegators_.signers(role));
  const auto document = tuf::parse_document(bytes, "targets", role, tuf::kTargetsBytesMax);
  if (!document) return tuf::to_error(document.error());
  const auto trusted = tuf::check_threshold(*document, *signers.keys, *signers.role, role);
  if (!trusted) return tuf::to_error(trusted.error());
  auto targets = tuf::parse_targets(document->body, role);
  if (!targets) return tuf::to_error(targets.error());

  const std::int64_t expected = state_.version(role) + 1;
  if (targets->header.version != expected)
    return wrong_version(role, targets->header.version, expected);
  if (targets->header.expires <= clock_.now_ms())
    return Error{ErrorCode::untrusted,
                 role + ": expired at " + to_rfc3339(targets->header.expires)};
  TRY(check_targets(role, *targets, signers.delegation));
  TRY(publish(role, bytes));
  delegators_.replace(role, std::move(targets).value());
  return expected;
}

Status RepositoryOnDisk::check_targets(const std::string& role, const tuf::Targets& targets,
                                       const tuf::Delegation* delegation) const {
  const bool may_delegate = role == "targets" || is_shard(role);
  if (!may_delegate && !targets.delegations.empty())
    return Error{ErrorCode::forbidden, role + " may not delegate further"};
  for (const auto& [path, file] : targets.targets) {
    if (delegation && !delegation->covers(path)) return not_its_own(role, path);
    const auto sha256 = file.hashes.find("sha256");
    if (sha256 == file.hashes.end() || !targets_.holds(path, sha256->second, file.length))
      return Error{ErrorCode::conflict,
                   "the market holds no approved file for \"" + path + "\" with that hash",
                   to_text({{"code", "target-not-stored"}, {"path", path}})};
  }
  return ok();
}

}  // namespace

Result<std::unique_ptr<Repository>> Repository::open(const std::filesystem::path& data,
                                                     const Clock& clock) {
  const std::filesystem::path folder = data / "tuf";
  std::unique_ptr<FolderLock> lock = TRY(FolderLock::take(folder));
  OnlineKeys keys = TRY(OnlineKeys::load(data / "keys"));
  PublishedState state = TRY(PublishedState::load(folder));
  Delegators delegators = TRY(Delegators::load(state));
  auto repository = std::make_unique<RepositoryOnDisk>(
      folder, std::move(lock), std::move(keys), std::move(state), std::move(delegators), clock);
  TRY(repository->refresh());
  return std::unique_ptr<Repository>(std::move(repository));
}

}  // namespace kontor::marketplace
