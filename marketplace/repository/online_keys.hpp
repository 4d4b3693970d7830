#pragma once

#include <filesystem>
#include <vector>

#include "base/crypto/keys.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {

// The keys on the market's machine: keys/{snapshot,timestamp,license}.key. Before a rotation
// the next ones lie beside them as keys/{snapshot,timestamp,license}.next.key; which are used is
// what the off-line roles say (the root, and market/license-keys.json for licences), so the change
// of keys has no moment of its own. A next licence key is used as soon as it is listed. One thread.
class OnlineKeys {
 public:
  using Listed = std::vector<crypto::PublicKey>;

  // conflict if neither a present nor a next key is the one `root` names. Of licence keys the
  // present one is taken where none is listed: the market goes on and signs what nobody believes.
  static Result<OnlineKeys> load(const std::filesystem::path& folder, const tuf::Root& root,
                                 const Listed& license_keys);

  // Whether some key in the folder, present or next, is the one this root would want.
  bool would_serve(const tuf::Root& root) const;
  // Whether some licence key in the folder, present or next, is among these.
  bool would_sign(const Listed& license_keys) const;
  // Takes the keys that `root` and the list name. True if one of them is a next one.
  Result<bool> choose(const tuf::Root& root, const Listed& license_keys);
  // Makes the next keys in use the present files. Nothing to do is success.
  Status adopt();

  const PublishedState::Keys& publishing() const { return publishing_; }
  const crypto::SigningKey& license() const { return license_; }

 private:
  OnlineKeys(std::filesystem::path folder, PublishedState::Keys publishing,
             crypto::SigningKey license)
      : folder_(std::move(folder)),
        publishing_(std::move(publishing)),
        license_(std::move(license)) {}
  std::filesystem::path folder_;
  PublishedState::Keys publishing_;
  crypto::SigningKey license_;
  bool next_snapshot_ = false, next_timestamp_ = false, next_license_ = false;
};

}  // namespace kontor::marketplace
