#include <iostream>

#include "base/core/log.hpp"
#include "base/core/stop_signal.hpp"
#include "marketplace/server/configuration.hpp"
#include "marketplace/server/market_server.hpp"

int main(int count, char** arguments) {
  namespace market = kontor::marketplace;
  const kontor::StopSignal stop;
  market::Configuration configuration;
  const auto start = market::read_configuration(count, arguments, configuration);
  if (!start) {
    std::cerr << "kontor-market: " << start.error().message << "\n";
    return 2;
  }
  if (*start == market::Start::told_all) return 0;
  auto server = market::MarketServer::start(configuration);
  if (!server) {
    kontor::log::error("market not started", {{"error", server.error().message}});
    return 1;
  }
  kontor::log::info("market listens", {{"port", (*server)->port()}});
  while (!stop.wait_for(std::chrono::seconds(5))) (*server)->keep_up();
  kontor::log::info("market stops");
  (*server)->stop();
  return 0;
}
