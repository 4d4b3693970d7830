#pragma once

#include "base/core/json.hpp"
#include "licensing/cli/wish.hpp"

namespace kontor::licensing {

// `kontor license offline VERB`: files over an air gap. Who has no network asks its own host; who
// counts asks the ledger. Each writes what is to be carried to `out`, and as QR codes to `qr`.

// The host asks for an activation of `license` or, for one of `people`, for a seat for `days`.
Result<Json> offline_request(const LicenseWish& wish);
// The ledger answers the request in `files`.
Result<Json> offline_answer(const LicenseWish& wish);
// The host takes the answer in `files`.
Result<Json> offline_import(const LicenseWish& wish);
// The host gives a seat or an activation back.
Result<Json> offline_return(const LicenseWish& wish);
// The ledger takes the return in `files`.
Result<Json> offline_accept(const LicenseWish& wish);
// The ledger takes a market's list of withdrawn licences, or shows those it has.
Result<Json> offline_revocations(const LicenseWish& wish);

}  // namespace kontor::licensing
