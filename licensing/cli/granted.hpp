#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "licensing/cli/wish.hpp"

namespace kontor::licensing {

// Licences and their seats at the host or at kontor-seats. Each gives the service's answer.
class Service;

// Ids of the host's users with these e-mail addresses; an id stays as it is.
Result<Json> ids_of(Service& host, const std::vector<std::string>& people);

// Installs the licence document in `file`, or (host, no file) fetches from the market what has
// been paid since.
Result<Json> activate(const LicenseWish& wish);
// Which licences there are: until when, and if something does not work, why and what to do.
Result<Json> show_status(const LicenseWish& wish);
// Who sits on the seats of `product`, or of `license` at kontor-seats.
Result<Json> show_seats(const LicenseWish& wish);
// Gives the named seats of `product` to `people` (e-mail addresses or ids) and to nobody else.
Result<Json> assign_seats(const LicenseWish& wish);
// Takes one's seat of `product` along for `days`, or gives it back early. The host holds it.
Result<Json> borrow_seat(const LicenseWish& wish);
Result<Json> return_seat(const LicenseWish& wish);
// Takes a seat of `product`, or waits in its queue for at most `for_s`, telling the place as it
// changes; with `leave` gives the place up.
Result<Json> wait_for_seat(const LicenseWish& wish);
// Ends `lease` of `license` for a `reason` that is written down; an administrator's.
Result<Json> force_release(const LicenseWish& wish);
// Peak, denials and use, day by day and by feature, `from` one day `to` another.
Result<Json> show_usage(const LicenseWish& wish);
// Verifies the ledger's hash-chained licence log, entry by entry.
Result<Json> audit_log(const LicenseWish& wish);
// Gives one's own seat of `product` back.
Result<Json> release_seat(const LicenseWish& wish);

}  // namespace kontor::licensing
