#pragma once

#include <cstdint>
#include <memory>

#include "base/core/result.hpp"
#include "base/http/router.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/offline_desk.hpp"
#include "licensing/server/gatekeeper.hpp"
#include "licensing/server/settings.hpp"

namespace kontor::licensing {

// A whole kontor-seats in one process: made once, in order, and taken down in reverse.
class SeatsServer {
 public:
  // Opens the data, notices a restored database, serves, and writes its port to DATA/port.
  // conflict when another process holds DATA; invalid_argument for plain HTTP off loopback.
  static Result<std::unique_ptr<SeatsServer>> start(const Settings& settings);
  ~SeatsServer();

  std::uint16_t port() const;
  // Frees lapsed seats, reads changed trust, notes the log's end outside the database. Call
  // it every second or so.
  void keep_up();
  // Lets requests in flight finish, then notes where the log ended.
  void stop();

 private:
  struct Parts;
  explicit SeatsServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Mounts everything the program serves but /metrics and its kin; the OpenAPI document is
// made of it. References outlive the router.
void add_seats_server_routes(http::Router& router, SeatLedger& ledger, OfflineDesk& desk,
                             Gatekeeper& gatekeeper);

}  // namespace kontor::licensing
