#pragma once

#include "base/core/json.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Answers of the endpoints (licensing/README.md, "The lease protocol over HTTP").
Json lease_answer(const Lease& lease);
// The same with the signed token and, for a new lease, the key of its renewals.
Json claim_answer(const SeatLedger& ledger, const Lease& lease, const std::string& device_key);
Json holders_answer(const License& license, const SeatPage& page);
Json license_answer(const License& license, std::int64_t used, TimeMs now_ms);

}  // namespace kontor::licensing
