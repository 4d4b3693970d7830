#pragma once

#include <string>

#include "licensing/seats/lease_state.hpp"
#include "licensing/seats/log_entry.hpp"
#include "licensing/seats/seat_wishes.hpp"

namespace kontor::licensing {

Status check_decision(const Decision& decision);
// {"reason","by"} for the licence log.
std::string decision_text(const Decision& decision);
// The log's entry for one over somebody's lease.
LogEntry decided(LogKind kind, const StoredLease& stored, const Decision& decision, TimeMs now_ms);

}  // namespace kontor::licensing
