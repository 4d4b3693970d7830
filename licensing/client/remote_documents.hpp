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
    std::string binding;  // Its ledger's last lease token for this device; "" until there is one.
    std::string activation = {};  // Brought by file, for this device; "" if there is none.
  };
  // Verifies all files anew: at the start, and after the trusted keys changed.
  Status reload();
  // An older document of the same licence changes nothing.
  Result<License> install(std::string_view token);
  Status bind(const std::string& license_id, const std::string& binding);
  Status activate(const std::string& license_id, const std::string& activation);
  Result<License> verify(std::string_view token) const { return verify_license(token, keys_); }

  // A market's signed list of withdrawn licences, not older than the last one of this company:
  // those licences go, and are refused ("license-revoked") from now on.
  Status take_revocations(std::string_view token, const std::string& company_id, TimeMs now_ms);

  // Whether the last list of this company names it.
  Result<bool> is_withdrawn(const std::string& license_id, const std::string& company_id) const;

  // Kept files that are not believed; their product is known if they were written by this version.
  std::vector<RefusedLicense> refused() const;

  // Of one product, or of all (""); newest first, ended ones included.
  std::vector<Document> of(std::string_view product) const;

 private:
  Status write(const Document& document) const;
  void keep_what_was_brought(Document& fresh) const;
  // Of one company: the last list's number and what it names.
  struct Withdrawn {
    std::int64_t sequence = 0;
    std::vector<std::string> license_ids = {};
  };
  std::filesystem::path withdrawn_file(const std::string& company_id) const;
  Result<Withdrawn> withdrawn(const std::string& company_id) const;
  Status check_not_withdrawn(const License& license) const;

  std::filesystem::path folder_;
  TrustedKeys keys_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::vector<Document> documents_;
  std::vector<RefusedLicense> refused_;
};

}  // namespace kontor::licensing
