#pragma once

#include "base/http/router.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Who may reach the ledger; the service it is mounted in decides.
struct SeatAccess {
  http::Auth administrator;  // Installs licence documents.
  http::Auth member;         // Claims, renews, releases, sees the holders.
};

// Mounts /licensing/v1 (licensing/README.md). Beside the service's own Auth a lease needs
// the proof of the device it belongs to. `ledger` outlives the router.
void add_seat_endpoints(http::Router& router, SeatLedger& ledger, const SeatAccess& access);

}  // namespace kontor::licensing
