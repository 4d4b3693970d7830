#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/db/database.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::host {

// What stood behind a package when it was installed. The proof of the log and the attestation
// of the review lie as files in the folder `.evidence` beside the package's own; whom they were
// believed by, and that they have to be there, stands in the table `plugin_evidence`. Any thread.
class EvidenceStore {
 public:
  explicit EvidenceStore(db::Database& database) : database_(database) {}

  // Into the folder of a version that is being put in place.
  Status keep(const std::string& plugin, const std::string& package_sha256,
              const marketplace::Evidence& evidence, const std::filesystem::path& folder);
  // As kept; nothing for a package that came without. not_found when a file is gone.
  Result<std::optional<marketplace::Evidence>> kept(const std::string& package_sha256,
                                                    const std::filesystem::path& folder);

 private:
  db::Database& database_;
};

}  // namespace kontor::host
