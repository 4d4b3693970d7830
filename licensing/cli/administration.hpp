#pragma once

#include "base/core/json.hpp"
#include "licensing/cli/wish.hpp"

namespace kontor::licensing {

// What an administrator decides about the seats of a licence, at a host or at kontor-seats.

// Puts the device with the public key `device_key` in place of the one `people` works at.
Result<Json> rebind_device(const LicenseWish& wish);
// Who waits for a seat of `license`, in turn; or takes the place of `session` away.
Result<Json> show_queue(const LicenseWish& wish);
Result<Json> leave_queue(const LicenseWish& wish);
// The groups of `license`; or reserves and caps seats of one.
Result<Json> show_groups(const LicenseWish& wish);
Result<Json> set_group(const LicenseWish& wish);
// The device of borrowed `lease` is lost: its seat counts until its date. For a `reason`.
Result<Json> write_off_seat(const LicenseWish& wish);
// Withdraws `license` from this ledger for good. For a `reason`.
Result<Json> revoke_license(const LicenseWish& wish);

}  // namespace kontor::licensing
