#include "licensing/seats/seat_taking.hpp"

#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

Result<std::optional<PoolStore::Seat>> take_seat(Change& change, const License& license,
                                                 std::string& group,
                                                 std::optional<std::int64_t> ahead) {
  PoolStore pool(change);
  auto share = PoolStore::Share::common;
  if (!group.empty()) share = TRY(pool.count_in_group(license.license_id, group));
  if (share == PoolStore::Share::full) {
    return seat_refusal("group-full", "the group " + group + " has all the seats of " +
                                          license.product + " that it may have");
  }
  if (share == PoolStore::Share::unknown) group.clear();
  std::optional<PoolStore::Seat> seat;
  if (share == PoolStore::Share::reserved) {
    seat = TRY(pool.take_reserved(license.license_id));
  } else if (ahead) {
    seat = TRY(pool.take_in_turn(license.license_id, *ahead));
  } else {
    seat = TRY(pool.take(license.license_id));
  }
  if (!seat && !group.empty()) TRY(pool.uncount_in_group(license.license_id, group));
  return seat;
}

}  // namespace kontor::licensing
