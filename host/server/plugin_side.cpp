#include "host/server/plugin_side.hpp"

#include "base/core/log.hpp"
#include "host/api/authentication.hpp"
#include "host/api/market_endpoints.hpp"
#include "host/api/plugin_admin_endpoints.hpp"
#include "host/api/plugin_endpoints.hpp"
#include "host/api/rehearsal_endpoints.hpp"
#include "host/api/seat_endpoints.hpp"
#include "host/api/subject_endpoints.hpp"
#include "host/api/trace_endpoints.hpp"
#include "licensing/seats/endpoints.hpp"

namespace kontor::host {
namespace {

Result<std::unique_ptr<marketplace::MarketClient>> open_market(const Settings& settings,
                                                               const Clock& clock) {
  if (settings.market.empty()) return std::unique_ptr<marketplace::MarketClient>();
  return marketplace::MarketClient::create({.url = settings.market,
                                            .metadata_folder = settings.data / "market",
                                            .trusted_root = settings.market_root},
                                           clock);
}

std::filesystem::path runner_of(const Settings& settings) {
  if (!settings.runner.empty()) return settings.runner;
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "kontor-runner";
}

}  // namespace

Result<std::unique_ptr<PluginSide>> PluginSide::create(const Settings& settings, const Lent& lent) {
  auto side = std::unique_ptr<PluginSide>(new PluginSide);
  side->market_ = TRY(open_market(settings, lent.clock));
  side->trust_ =
      std::make_unique<LicenseTrust>(side->market_.get(), settings.data / "market/vendors");
  std::error_code ignored;
  std::filesystem::create_directories(settings.data / "keys", ignored);
  auto own_key = TRY(crypto::SigningKey::load_or_create(settings.data / "keys/seats.key"));
  side->ledger_ = TRY(licensing::SeatLedger::open(lent.database, lent.clock, lent.random,
                                                  std::move(own_key), side->trust_->keys()));
  side->trust_keeper_ = std::make_unique<TrustKeeper>(*side->trust_, *side->ledger_);
  if (side->market_) side->trust_keeper_->start();
  side->traces_ = std::make_unique<TraceDesk>(settings.data / "traces", lent.database, lent.clock);
  const PluginsParts parts{.database = lent.database,
                           .clock = lent.clock,
                           .random = lent.random,
                           .ids = lent.ids,
                           .definitions = lent.definitions,
                           .records = lent.records,
                           .accounts = lent.accounts,
                           .outbox = lent.outbox,
                           .notices = lent.notices,
                           .seats = *side->ledger_,
                           .market = side->market_.get(),
                           .data = settings.data,
                           .runner = runner_of(settings),
                           .ca_file = settings.ca_file,
                           .mail_server = settings.smtp_url,
                           .mail_from = settings.mail_from,
                           .public_url = settings.public_url,
                           .missing_layers = settings.sandbox == "refuse"
                                                 ? runtime::SandboxPolicy::Missing::refuse
                                                 : runtime::SandboxPolicy::Missing::warn,
                           .safe_mode = settings.safe_mode,
                           .tap = side->traces_.get(),
                           .renew_trust = [keeper = side->trust_keeper_.get()] {
                             const Status renewed = keeper->renew();
                             if (!renewed)
                               log::warning("what the host believes was not renewed",
                                            {{"reason", renewed.error().message}});
                           }};
  side->plugins_ = TRY(Plugins::create(parts));
  side->shelf_ = TRY(MarketShelf::open(parts, *side->plugins_, settings.company));
  side->rehearsals_ = std::make_unique<RehearsalDesk>(
      RehearsalDesk::Parts{.database = lent.database,
                           .clock = lent.clock,
                           .ids = lent.ids,
                           .market = side->market_.get(),
                           .shelf = side->shelf_.get(),
                           .data = settings.data,
                           .database_url = settings.database_url(),
                           .runner = runner_of(settings),
                           .program = runner_of(settings).parent_path() / "kontor-rehearse",
                           .phone_region = settings.phone.region});
  lent.records.attach(static_cast<SaveHooks&>(*side->plugins_));
  lent.records.attach(static_cast<PurposeGate&>(*side->plugins_));
  lent.accounts.on_session_end(
      [plugins = side->plugins_.get()](const std::string& user, const std::string& session) {
        plugins->session_ended(user, session);
      });
  return side;
}

void PluginSide::add_routes(http::Router& router, Accounts& accounts) {
  add_plugin_endpoints(router, accounts, *plugins_);
  add_rehearsal_endpoints(router, accounts, *rehearsals_);
  add_trace_endpoints(router, accounts, *plugins_, *traces_);
  add_plugin_admin_endpoints(router, accounts, *plugins_);
  add_subject_endpoints(router, accounts, *plugins_);
  add_seat_endpoints(router, accounts, *plugins_, *ledger_);
  add_market_endpoints(router, accounts, *shelf_);
  licensing::add_seat_endpoints(
      router, *ledger_,
      {.administrator = holder_of(accounts, "seats.manage"), .member = signed_in(accounts)});
}

}  // namespace kontor::host
