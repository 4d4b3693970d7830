#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"

namespace kontor::licensing {

// What happened to a licence or a seat. Renewals are not entries: they change nobody's right.
enum class LogKind {
  opened,              // First entry of a chain: a ledger started.
  document_installed,  // lease_id empty, as for all that concerns a whole licence.
  license_revoked,
  granted,    // One more seat is held.
  lingering,  // Released, but kept a while for the same session.
  released,   // From here on: one seat less, unless said otherwise.
  expired,
  force_released,  // detail: {"reason","by"}
  revoked,
  borrowed,  // A held seat leaves on a journey; still held.
  returned,
  written_off,  // The device is lost; held until its date.
  borrow_expired,
  assigned,  // Named seats: no change of the seats held.
  unassigned,
  rebound,  // Another device in place of an old one.
  forked,   // Two copies of one device key came.
  denied,   // detail: {"code"}; count: how often.
};
std::string_view name_of(LogKind kind);

// What the kind does to the number of seats held: +1, 0 or -1.
std::int64_t seats_moved(LogKind kind);

// One change, as its maker describes it. Texts hold no NUL.
struct LogEntry {
  LogKind kind = LogKind::opened;
  TimeMs at_ms = 0;
  std::string license_id = {};
  std::string lease_id = {};
  std::string subject = {};  // Pseudonymous.
  std::string feature = {};  // As claimed; empty: the product itself.
  std::string detail = {};   // JSON object or empty.
  std::int64_t count = 1;
};

}  // namespace kontor::licensing
