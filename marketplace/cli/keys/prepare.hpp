#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "marketplace/cli/keys/source.hpp"

namespace kontor::marketplace {

// What the next version of an off-line document is to say. Lists hold "ROLE=VALUE" as typed.
struct DraftWish {
  Source source;
  std::filesystem::path out;  // Folder for the draft and, below files/, what it lists.
  std::int64_t days = 365;
  // root
  std::vector<std::string> add, remove, thresholds;
  // targets
  std::vector<std::string> shards, shard_thresholds, shard_paths;
  std::vector<std::filesystem::path> license_keys, log_keys, review_keys;
  std::string log_origin;
  std::filesystem::path killed;
  // shard
  std::string shard = "vendors-00";
};

// Each writes `<version>.<role>.json` without signatures into `out` and answers its path.
Result<Json> prepare_root(const DraftWish& wish);
Result<Json> prepare_targets(const DraftWish& wish);
Result<Json> prepare_shard(const DraftWish& wish);

}  // namespace kontor::marketplace
