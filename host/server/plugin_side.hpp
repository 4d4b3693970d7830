#pragma once

#include <memory>

#include "base/http/router.hpp"
#include "host/plugins/license_news.hpp"
#include "host/plugins/license_trust.hpp"
#include "host/plugins/market_shelf.hpp"
#include "host/plugins/plugins.hpp"
#include "host/plugins/trust_keeper.hpp"
#include "host/rehearsal/rehearsal_desk.hpp"
#include "host/rehearsal/trace_desk.hpp"
#include "host/server/bundled_plugins.hpp"
#include "host/server/settings.hpp"
#include "licensing/client/remote_seats.hpp"
#include "licensing/seats/offline_desk.hpp"

namespace kontor::host {

// Market, seat ledger and plugins of a running host, made in order and taken down in
// reverse.
class PluginSide {
 public:
  static Result<std::unique_ptr<PluginSide>> create(const Settings& settings,
                                                    const CompanyParts& lent);

  void add_routes(http::Router& router, Accounts& accounts);
  Result<Principal> principal_of(const std::string& plugin) {
    return plugins_->principal_of(plugin);
  }
  Plugins& plugins() { return *plugins_; }
  // Every plugin, and what came with the host the first time.
  void start();
  void stop();
  ~PluginSide();

 private:
  explicit PluginSide(BundledPlugins bundled) : bundled_(std::move(bundled)) {}
  std::unique_ptr<marketplace::MarketClient> market_;
  std::unique_ptr<LicenseTrust> trust_;
  std::unique_ptr<licensing::SeatLedger> ledger_;
  std::unique_ptr<licensing::OfflineDesk> desk_;
  std::unique_ptr<licensing::RemoteSeats> remote_seats_;
  std::unique_ptr<TrustKeeper> trust_keeper_;
  std::unique_ptr<TraceDesk> traces_;
  std::unique_ptr<Plugins> plugins_;
  std::unique_ptr<MarketShelf> shelf_;
  std::filesystem::path uploads_;
  std::unique_ptr<LicenseNews> news_;
  std::unique_ptr<RehearsalDesk> rehearsals_;
  BundledPlugins bundled_;
};

}  // namespace kontor::host
