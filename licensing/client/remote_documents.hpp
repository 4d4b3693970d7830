#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/document/license_document.hpp"

namespace kontor::licensing {

// Licence documents that another ledger counts, with the last token that ledger signed for
// this device under each. One file a licence in a folder; what does not verify counts as
// absent. Any thread.
class RemoteDocuments {
 public:
  RemoteDocuments(std::filesystem::path folder, TrustedKeys keys);

  struct Document {
    License license;
    std::string token;    // As it was signed.
    std::string binding;  // Lease or activation token for this device; "" until there is one.
  };
  // Verifies all files anew: at the start, and after the trusted keys changed.
  Status reload();
  // An older document of the same licence changes nothing.
  Result<License> install(std::string_view token);
  Status bind(const std::string& license_id, const std::string& binding);

  // Of one product, or of all (""); newest first, ended ones included.
  std::vector<Document> of(std::string_view product) const;

 private:
  Status write(const Document& document) const;

  std::filesystem::path folder_;
  TrustedKeys keys_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::vector<Document> documents_;
};

}  // namespace kontor::licensing
