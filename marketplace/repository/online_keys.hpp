#pragma once

#include <filesystem>

#include "base/crypto/keys.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/repository/published_state.hpp"

namespace kontor::marketplace {

// The keys on the market's machine: keys/{snapshot,timestamp,license}.key. Before a rotation
// the next ones lie beside them as keys/{snapshot,timestamp}.next.key; which are used is what
// the root says, so the change of keys has no moment of its own. One thread.
class OnlineKeys {
 public:
  // conflict if neither a present nor a next key is the one `root` names.
  static Result<OnlineKeys> load(const std::filesystem::path& folder, const tuf::Root& root);

  // Whether some key in the folder, present or next, is the one this root would want.
  bool would_serve(const tuf::Root& root) const;
  // Takes the keys that `root` names. True if one of them is a next one.
  Result<bool> choose(const tuf::Root& root);
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
  bool next_snapshot_ = false, next_timestamp_ = false;
};

}  // namespace kontor::marketplace
