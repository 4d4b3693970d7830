#pragma once

#include <string>

#include "base/core/clock.hpp"
#include "base/core/uuid.hpp"
#include "licensing/document/license_document.hpp"

namespace kontor::host {

// Licences that hold in one rehearsal only, so that an add-on can be tried before it is
// bought: signed by keys made for it, which no other ledger believes.
class RehearsalLicenses {
 public:
  RehearsalLicenses()
      : market_(crypto::SigningKey::generate()), vendor_(crypto::SigningKey::generate()) {}

  licensing::TrustedKeys keys() const;
  // For everybody of the company, counted by the ledger `authority`.
  Result<std::string> document(const std::string& product, const std::string& authority,
                               TimeMs now_ms, IdSource& ids) const;

 private:
  crypto::SigningKey market_;
  crypto::SigningKey vendor_;
};

}  // namespace kontor::host
