#pragma once

#include <functional>
#include <string>

#include "base/http/router.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

// Who may reach the ledger; the service it is mounted in decides.
struct SeatAccess {
  http::Auth administrator;  // Installs licence documents; decides over others' seats.
  http::Auth member;         // Claims, renews, releases, borrows, waits, sees the holders.
  // Who an administrator is, for the log; pseudonymous. None: "administrator".
  std::function<std::string(const http::Request&)> name = {};
  // Whose places in the queue a caller may give up. None: nobody's.
  std::function<SeatCaller(const http::Request&)> caller = {};
};

// Mounts /licensing/v1 (licensing/README.md): what devices ask, for a service that decides by
// licence who may ask. Beside the service's own Auth a lease needs the proof of the device it
// belongs to. `ledger` outlives the router.
void add_seat_endpoints(http::Router& router, SeatLedger& ledger, const SeatAccess& access);

// What only the administrator of all licences here may ask: force-release, write-off, revoke,
// named seats, groups, usage, audit. Not for a service that counts for several companies.
void add_seat_administration(http::Router& router, SeatLedger& ledger, const SeatAccess& access);

}  // namespace kontor::licensing
