#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "licensing/document/typed_token.hpp"

namespace kontor::licensing {

// A licence taken back: refunded, cancelled, or replaced after an upgrade.
struct Revocation {
  std::string license_id;
  TimeMs at_ms = 0;
  std::string reason;
};

// All revocations of one company's licences, numbered: a greater sequence says everything a
// smaller one says, so that an old list kept on purpose is noticed.
struct RevocationList {
  std::string company_id;
  std::int64_t sequence = 0;
  TimeMs issued_at_ms = 0;
  std::vector<Revocation> revoked = {};

  bool revokes(std::string_view license_id) const;
};

inline constexpr std::size_t kRevocationsMax = 250;  // Fits a token of 64 KiB.

// exhausted for more than kRevocationsMax.
Result<std::string> sign_revocations(const RevocationList& list,
                                     const crypto::SigningKey& license_key);

// The list, if a known licence key signed it for this company and it is not older than
// `sequence_seen` (the greatest the caller ever accepted). Codes besides those of
// typed_token.hpp: `unknown-key`, `wrong-company`, `revocations-rolled-back`.
Result<RevocationList> verify_revocations(std::string_view token, const KeyOf& license_key,
                                          std::string_view company_id, std::int64_t sequence_seen,
                                          TimeMs now_ms);

}  // namespace kontor::licensing
