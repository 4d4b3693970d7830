#pragma once

#include <functional>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// Whom a signed shard delegates a vendor's namespace to.
struct DelegatedKeys {
  std::vector<crypto::PublicKey> keys = {};
  std::int64_t threshold = 1;
  std::vector<std::string> hexadecimal() const;  // Sorted.
};
// Its signature is the repository's to judge; not_found if it names no such vendor.
Result<DelegatedKeys> delegated_in(const std::string& shard, const std::string& vendor);

// A signed role and the files it lists, from the operator's desk.
struct OfflineDocuments {
  std::vector<Repository::Submission> documents = {};
  std::vector<std::pair<std::string, std::string>> files =
      {};  // Target path below market/ → bytes.
};
// Publishes root, targets and shards in one visible step. Vendors' keys stay as they are:
// conflict if a shard changes them, for that is approve_vendor's and logged.
Status accept_documents(Market& market, const OfflineDocuments& sent,
                        const std::filesystem::path& incoming);

}  // namespace kontor::marketplace
