// Named seats, who sits where, and asking for a seat.

#include <algorithm>
#include <set>

#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kSubjectBytesMax = 200;

// Ends the leases of somebody whose named seat was taken away.
Status end_leases(db::Session& session, const License& license, const std::string& subject,
                  TimeMs now_ms, std::vector<std::string>& ended) {
  LeaseStore store(session);
  for (const StoredLease& stored : TRY(store.active(license.license_id))) {
    if (stored.lease.subject != subject) continue;
    TRY(store.end(stored.lease.step, LeaseState::released, now_ms));
    ended.push_back(stored.lease.step.lease_id);
  }
  return ok();
}

// Keeps those of `wanted` that sit in this licence, removes the others, fills free places
// with the rest of `wanted`. What got a place is taken out of `wanted`.
Status reassign(db::Session& session, const License& license, std::set<std::string>& wanted,
                TimeMs now_ms, std::vector<std::string>& ended) {
  LicenseStore store(session);
  std::int64_t taken = 0;
  for (const Holder& holder : TRY(store.assigned(license.license_id))) {
    if (wanted.erase(holder.subject) > 0) {
      ++taken;
      continue;
    }
    TRY(store.unassign(license.license_id, holder.subject));
    TRY(end_leases(session, license, holder.subject, now_ms, ended));
  }
  for (; taken < license.seats && !wanted.empty(); ++taken) {
    TRY(store.assign(license.license_id, *wanted.begin(), now_ms));
    wanted.erase(wanted.begin());
  }
  return store.set_used(license.license_id, taken);
}

}  // namespace

Status SeatLedger::assign_named(std::string_view product,
                                const std::vector<std::string>& subjects) {
  std::vector<License> usable = usable_licenses(product, "");
  std::erase_if(usable, [](const License& l) { return l.model != SeatModel::named; });
  if (usable.empty()) return unlicensed(product);
  for (const std::string& subject : subjects) {
    if (subject.empty() || subject.size() > kSubjectBytesMax) {
      return Error{ErrorCode::invalid_argument, "a subject has 1 to 200 bytes"};
    }
  }
  std::vector<std::string> ended;
  Status assigned = write([&](db::Session& session) -> Status {
    ended.clear();
    std::set<std::string> wanted(subjects.begin(), subjects.end());
    for (const License& license : usable) {
      TRY(reassign(session, license, wanted, clock_.now_ms(), ended));
    }
    if (wanted.empty()) return ok();
    return Error{ErrorCode::conflict, "more people than named seats of " + std::string(product),
                 R"({"code":"too-few-seats"})"};
  });
  if (!assigned) return assigned;
  for (const std::string& lease_id : ended) forget(lease_id);
  return ok();
}

Result<Occupancy> SeatLedger::occupancy(std::string_view product) {
  const std::vector<License> usable = usable_licenses(product, "");
  if (usable.empty()) return unlicensed(product);
  return database_.read([&](db::Session& session) -> Result<Occupancy> {
    Occupancy occupancy;
    occupancy.model = usable.front().model;
    for (const License& license : usable) {
      if (license.model == SeatModel::named) {
        const auto assigned = TRY(LicenseStore(session).assigned(license.license_id));
        occupancy.holders.insert(occupancy.holders.end(), assigned.begin(), assigned.end());
      } else {
        for (const StoredLease& stored : TRY(LeaseStore(session).active(license.license_id))) {
          occupancy.holders.push_back(
              {.subject = stored.lease.subject, .since_ms = stored.lease.since_ms});
        }
      }
      if (license.model != SeatModel::site) occupancy.total += license.seats;
    }
    occupancy.used = static_cast<std::int64_t>(occupancy.holders.size());
    return occupancy;
  });
}

Result<SeatRequest> SeatLedger::ask(std::string_view product, std::string_view holder,
                                    std::string_view asker) {
  const Occupancy seats = TRY(occupancy(product));
  const bool sits = std::any_of(seats.holders.begin(), seats.holders.end(),
                                [&](const Holder& other) { return other.subject == holder; });
  if (!sits) return Error{ErrorCode::not_found, "that user holds no seat now"};
  const SeatRequest request{.product = std::string(product),
                            .holder = std::string(holder),
                            .asker = std::string(asker),
                            .asked_at_ms = clock_.now_ms()};
  TRY(write([&](db::Session& session) {
    return LicenseStore(session).note_request(product, holder, asker, request.asked_at_ms);
  }));
  return request;
}

}  // namespace kontor::licensing
