#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/crypto/keys.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/repository/snapshot_text.hpp"

namespace kontor::marketplace {

// The market's own metadata does not verify: somebody or something changed its files.
Error broken_repository(const tuf::Refusal& refusal);

// What timestamp.json of a folder makes visible. Reading it again after any failure gives
// the truth, because timestamp.json is replaced last.
class PublishedState {
 public:
  // One role's metadata as somebody signed it.
  struct Submission {
    std::string role;
    std::string bytes;
  };

  // Reads the folder; before the first publication the first version of each role counts.
  static Result<PublishedState> load(const std::filesystem::path& folder);

  struct Keys {
    crypto::SigningKey snapshot;
    crypto::SigningKey timestamp;
  };
  // Writes each as its role's next version, then a snapshot, then the timestamp, which makes
  // all of them visible at once; without any, signs what is there anew. A root in the set is
  // visible as soon as its file is there, which is just before the timestamp. On failure this
  // object is stale and must be loaded again.
  Status publish(const std::vector<Submission>& set, const Keys& keys, TimeMs now);

  std::int64_t version(const std::string& role) const;  // 0: never published.
  std::vector<std::string> roles() const;               // All but root, snapshot and timestamp.
  Result<std::string> read(const std::string& role) const;
  // The file `<N>.<role>.json` or timestamp.json if it is published.
  Result<std::filesystem::path> file(std::string_view name) const;
  // When the first of timestamp and snapshot has used half of its life.
  TimeMs due() const;

 private:
  explicit PublishedState(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status load_roots();
  Status load_first_versions();
  Status load_published(const std::string& timestamp);
  std::filesystem::path path(const std::string& role, std::int64_t version) const;
  // The signed snapshot of what roles_ lists.
  Result<std::string> make_snapshot(const crypto::SigningKey& key) const;

  std::filesystem::path folder_;
  std::map<std::string, tuf::FileFacts> roles_;  // What the snapshot lists.
  SnapshotText listed_;                          // The same as the text of the next snapshot.
  std::int64_t root_ = 0;
  tuf::Header snapshot_;
  tuf::Header timestamp_;
};

}  // namespace kontor::marketplace
