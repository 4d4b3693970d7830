#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "licensing/core/license.hpp"
#include "licensing/seats/change.hpp"
#include "licensing/seats/pool_store.hpp"

namespace kontor::licensing {

// A seat of the pool, for a member of a group out of what the group may have; nothing when all
// are taken. `group` is emptied when the company has none of that name. `ahead`: so many of the
// queue come first; none: all of it. Refused with "group-full".
Result<std::optional<PoolStore::Seat>> take_seat(Change& change, const License& license,
                                                 std::string& group,
                                                 std::optional<std::int64_t> ahead);

}  // namespace kontor::licensing
