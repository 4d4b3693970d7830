#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

// Issued licences and every document ever signed for them. Lives inside one transaction.
class IssuedLicenseStore {
 public:
  explicit IssuedLicenseStore(db::Session& session) : session_(session) {}

  Result<IssuedLicense> get(const std::string& license_id);  // not_found
  Result<std::vector<IssuedLicense>> of_company(const std::string& company_id);
  // The document signed for this order's payment, or the newest of the licence it belongs to.
  Result<std::optional<IssuedLicense>> find(const std::string& license_id);

  // A first document. conflict if its order made a licence before.
  Status insert(const IssuedLicense& license, const std::string& reason);
  // The next document: `license.documents` is its number.
  Status replace(const IssuedLicense& license, const std::string& reason);
  Status set_cancelled(const std::string& license_id, TimeMs now_ms);

  // Ends the licence and gives the sequence number of its revocation; the number it has if it was
  // revoked before.
  Result<std::int64_t> revoke(const std::string& license_id, std::int64_t next_sequence,
                              const std::string& reason, TimeMs now_ms);
  struct Revocation {
    std::int64_t sequence = 0;
    std::string license_id = {};
    std::string reason = {};
    TimeMs revoked_at_ms = 0;
  };
  Result<std::vector<Revocation>> revocations(const std::string& company_id);
  Result<std::optional<Revocation>> revocation_of(const std::string& license_id);

  // Not revoked ones whose sale is not committed to: sold before migration 0004.
  Result<std::vector<IssuedLicense>> without_commitment(int limit);
  // When it was activated and what of it ends; its document stays.
  Status set_course(const IssuedLicense& license);

  // Not revoked ones, a page by id.
  Result<std::vector<IssuedLicense>> standing(const std::string& after_id, int limit);

  // Not revoked ones of which something ends in (after, until], a page by id.
  Result<std::vector<IssuedLicense>> ending(TimeMs after_ms, TimeMs until_ms,
                                            const std::string& after_id, int limit);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
