#pragma once

#include "licensing/seats/endpoints.hpp"
#include "licensing/seats/offline_desk.hpp"

namespace kontor::licensing {

// Mounts activation by file and the lists of withdrawn licences. `desk` outlives the router.
void add_offline_endpoints(http::Router& router, OfflineDesk& desk, const SeatAccess& access);

}  // namespace kontor::licensing
