#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "licensing/core/license.hpp"

namespace kontor::licensing {

// Which state of which lease a caller speaks about. Anything but the present one is stale.
struct LeaseStep {
  std::string lease_id;
  std::int64_t epoch = 0;
  std::int64_t fence = 0;
  std::int64_t sequence = 0;
};

// One seat held for a time.
struct Lease {
  LeaseStep step;
  std::string license_id;
  std::string product;
  std::string subject;  // Pseudonymous user; only the host knows the person.
  std::string session;  // Login session or device that holds the seat.
  TimeMs since_ms = 0;
  std::int64_t ttl_s = 0;  // Count it from before the request, on a monotonic clock, less a margin.
  std::optional<TimeMs> borrowed_until_ms = {};  // On travel: held until then, without renewals.
};

// Either a lease, or the place in the queue, from 1.
struct Waited {
  std::optional<Lease> lease = {};
  std::int64_t position = 0;
};

// Who sits where, for the employee who found no seat.
struct Holder {
  std::string subject;
  TimeMs since_ms = 0;
};

// A place in a queue.
struct Waiting {
  std::string subject;
  TimeMs since_ms = 0;
  std::int64_t ahead = 0;               // So many wait before.
  std::optional<TimeMs> until_ms = {};  // Who does not ask again until then loses the place.
};

struct Occupancy {
  SeatModel model = SeatModel::site;
  std::int64_t total = 0;  // Over all valid licences of the product; 0 for a site licence.
  std::int64_t used = 0;
  std::vector<Holder> holders = {};   // Named: those the seats are assigned to.
  std::vector<Waiting> waiting = {};  // In turn; those of one licence after those of another.
};

}  // namespace kontor::licensing
