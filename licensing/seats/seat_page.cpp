// Who sits, who waits, and which groups there are: the data of a page for people.

#include "licensing/seats/group_store.hpp"
#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kGroupNameBytesMax = 200;
constexpr std::size_t kGroupsMax = 1000;

SeatRow seat_row(const StoredLease& stored) {
  return {.lease_id = stored.lease.step.lease_id,
          .subject = stored.lease.subject,
          .session = stored.lease.session,
          .group = stored.member_of,
          .state = stored.state,
          .since_ms = stored.lease.since_ms,
          .until_ms = stored.lease.borrowed_until_ms};
}

}  // namespace

Result<SeatPage> SeatLedger::seats(std::string_view license_id) {
  return database_.read([&](db::Session& session) -> Result<SeatPage> {
    SeatPage page = TRY(GroupStore(session).numbers(license_id));
    for (const StoredLease& stored : TRY(LeaseStore(session).live(license_id, kSeatRowsMax))) {
      page.rows.push_back(seat_row(stored));
    }
    for (const StoredLease& stored : TRY(LeaseStore(session).held_after_end())) {
      if (stored.lease.license_id == license_id) page.rows.push_back(seat_row(stored));
    }
    page.waiting = TRY(waiting_for(session, license_id));
    page.groups = TRY(GroupStore(session).groups(license_id));
    return page;
  });
}

Status SeatLedger::set_group(std::string_view license_id, const SeatGroup& group) {
  const LicenseShelf::Shared license = TRY(shared_license(license_id));
  if (!terms_of(*license).groups || license->model != SeatModel::concurrent) {
    return seat_refusal("no-groups", "seats of " + license->product + " have no groups");
  }
  if (group.name.empty() || group.name.size() > kGroupNameBytesMax || group.reserved < 0 ||
      group.cap < group.reserved || group.cap > license->seats + terms_of(*license).overdraft) {
    return Error{ErrorCode::invalid_argument,
                 "a group has a name of 1 to 200 bytes, and 0 <= reserved <= cap <= seats"};
  }
  return writer_->run([&](Change& change) -> Status {
    GroupStore store(change);
    std::int64_t reserved = group.reserved;
    const auto others = TRY(store.groups(license_id));
    for (const SeatGroup& other : others) {
      if (other.name != group.name) reserved += other.reserved;
    }
    if (reserved > license->seats || others.size() >= kGroupsMax) {
      return seat_refusal("reserved-too-many", "the groups would reserve more seats of " +
                                                   license->product + " than were bought");
    }
    return store.put(license_id, group);
  });
}

Result<std::vector<SeatGroup>> SeatLedger::groups(std::string_view license_id) {
  return database_.read(
      [&](db::Session& session) { return GroupStore(session).groups(license_id); });
}

}  // namespace kontor::licensing
