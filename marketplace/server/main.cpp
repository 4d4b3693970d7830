#include <signal.h>
#include <time.h>

#include <iostream>

#include "base/core/log.hpp"
#include "marketplace/server/configuration.hpp"
#include "marketplace/server/market_server.hpp"

namespace {

using kontor::marketplace::MarketServer;

// Signals wait for wait_for_stop(); blocked before any thread begins.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void wait_for_stop(const sigset_t& signals, MarketServer& server) {
  constexpr timespec kPause{.tv_sec = 5, .tv_nsec = 0};
  while (sigtimedwait(&signals, nullptr, &kPause) < 0) server.keep_up();
}

}  // namespace

int main(int count, char** arguments) {
  namespace market = kontor::marketplace;
  const sigset_t signals = block_stop_signals();
  market::Configuration configuration;
  const auto start = market::read_configuration(count, arguments, configuration);
  if (!start) {
    std::cerr << "kontor-market: " << start.error().message << "\n";
    return 2;
  }
  if (*start == market::Start::told_all) return 0;
  auto server = MarketServer::start(configuration);
  if (!server) {
    kontor::log::error("market not started", {{"error", server.error().message}});
    return 1;
  }
  kontor::log::info("market listens", {{"port", (*server)->port()}});
  wait_for_stop(signals, **server);
  kontor::log::info("market stops");
  (*server)->stop();
  return 0;
}
