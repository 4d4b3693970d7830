#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/tuf/fetcher.hpp"
#include "base/tuf/store.hpp"
#include "base/tuf/trusted_set.hpp"

namespace kontor::tuf {

// Puts a root that came by a trusted way into an empty store. Makes no request.
Verdict<> install_root(Store& store, std::string_view root);

// The client workflow, specification 1.0.34 section 5: asks `fetcher` for what TrustedSet
// wants next and keeps in `store` what it accepted. One object is one refresh, judged at one
// `now`; look-ups after it fetch delegated roles as needed. The store is locked during each call.
// Owns neither argument. One thread.
class Updater {
 public:
  Updater(Store& store, Fetcher& fetcher, TimeMs now)
      : store_(store), fetcher_(fetcher), now_(now) {}

  // 5.2 to 5.6 for the four top-level roles. To be called once and before anything else.
  Verdict<> refresh();

  struct Found {
    TargetFile file;
    std::string role;  // Who says so.
  };
  // 5.6.7: the first role in pre-order that may speak for the path and lists it;
  // target_missing if there is none.
  Verdict<Found> find(const std::string& target_path);

  // Target paths with this prefix among the roles that find(`probe`) would visit, and among all
  // hash bins beside the one of `probe`, if they are not too many (kListedBinBitsMax). Each still
  // has to pass find() itself.
  Verdict<std::vector<std::string>> names(const std::string& prefix, const std::string& probe);

  // Keys the delegation to `role` names, when `probe` leads to it; role_missing otherwise.
  Verdict<std::vector<crypto::PublicKey>> delegated_keys(const std::string& role,
                                                         const std::string& probe);

  // 5.7.2: where a target's bytes lie below the base of targets, as prefix of hash and name.
  std::string location(const std::string& target_path, const TargetFile& file) const;

 private:
  // Called for each visited role; true ends the walk.
  using Visit = std::function<bool(const std::string& role, const Targets&)>;
  enum class Bins { of_path, all };
  Verdict<> walk(const std::string& target_path, const Visit& visit, Bins bins = Bins::of_path);
  Verdict<> refresh_root();
  Verdict<> recall_online_roles();
  Verdict<> forget_online_roles();
  Verdict<> refresh_timestamp();
  Verdict<> refresh_snapshot();
  Verdict<const Targets*> load_targets(const std::string& role, const Targets* delegator);
  Verdict<std::string> fetch(const std::string& role, std::int64_t version, std::size_t bytes_max);

  Store& store_;
  Fetcher& fetcher_;
  TimeMs now_;
  std::optional<TrustedSet> trusted_;
  std::optional<std::string> stored_snapshot_;  // What trusted_ recalled.
};

}  // namespace kontor::tuf
