#pragma once

#include <memory>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "base/http/server.hpp"
#include "marketplace/app/market.hpp"
#include "marketplace/server/configuration.hpp"

namespace kontor::marketplace {

// A whole market in one process: wires repository, database, actions and routes together.
class MarketServer {
 public:
  // Brings the data up to date, finishes what a killed process left, and serves.
  static Result<std::unique_ptr<MarketServer>> start(const Configuration& configuration);
  ~MarketServer();

  std::uint16_t port() const;
  // Signs metadata again where half of its life is over. Call it every minute.
  void keep_up();
  void stop();

 private:
  struct Parts;
  explicit MarketServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace kontor::marketplace
