#include "host/server/plugin_side.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "host/api/authentication.hpp"
#include "host/api/mail_endpoints.hpp"
#include "host/api/market_endpoints.hpp"
#include "host/api/offline_endpoints.hpp"
#include "host/api/plugin_admin_endpoints.hpp"
#include "host/api/plugin_endpoints.hpp"
#include "host/api/rehearsal_endpoints.hpp"
#include "host/api/seat_endpoints.hpp"
#include "host/api/subject_endpoints.hpp"
#include "host/api/trace_endpoints.hpp"
#include "host/api/trust_endpoints.hpp"
#include "licensing/seats/endpoints.hpp"
#include "licensing/seats/offline_endpoints.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kTokenBytesMax = 4096;

Result<std::unique_ptr<licensing::RemoteSeats>> open_remote_seats(const Settings& settings,
                                                                  const CompanyParts& lent,
                                                                  licensing::TrustedKeys keys) {
  std::string token;  // Without a server only files are exchanged.
  if (!settings.seats_server.empty())
    token = TRY(read_file(settings.seats_token_file, kTokenBytesMax));
  token.erase(std::min(token.size(), token.find_first_of("\r\n")));
  return licensing::RemoteSeats::open(
      {.origin = settings.seats_server,
       .authorization = "Bearer " + token,
       .folder = settings.data / "licenses",
       .ca_file = settings.ca_file},
      {.clock = lent.clock, .random = lent.random, .keys = std::move(keys)});
}

Result<std::unique_ptr<marketplace::MarketClient>> open_market(const Settings& settings,
                                                               const Clock& clock) {
  if (settings.market.empty()) return std::unique_ptr<marketplace::MarketClient>();
  return marketplace::MarketClient::create({.url = settings.market,
                                            .metadata_folder = settings.data / "market",
                                            .trusted_root = settings.market_root,
                                            .mirrors = settings.market_mirrors},
                                           clock);
}

Result<std::vector<crypto::PublicKey>> policy_keys_of(const Settings& settings) {
  std::vector<crypto::PublicKey> keys;
  keys.reserve(settings.policy_keys.size());
  for (const std::string& hex : settings.policy_keys) {
    const std::string raw = TRY(hex_decode(hex));
    keys.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  return keys;
}

std::filesystem::path runner_of(const Settings& settings) {
  if (!settings.runner.empty()) return settings.runner;
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "kontor-runner";
}

// Every hour, after what is believed was renewed.
void read_news(LicenseNews& news, marketplace::MarketClient& market) {
  const Status read = news.read(market);
  // A host that never bought anything is no company of its market.
  if (!read && read.error().code != ErrorCode::unauthenticated)
    log::info("the market's news of licences was not read", {{"reason", read.error().message}});
}

void look_for_updates(Plugins& plugins) {
  const auto looked = plugins.check_updates(Principal::system());
  if (!looked) log::info("updates were not looked for", {{"reason", looked.error().message}});
}

}  // namespace

PluginSide::~PluginSide() {
  if (trust_keeper_) trust_keeper_->stop();  // It calls the plugins.
}

void PluginSide::start() {
  plugins_->start_all();
  bundled_.bring_to(*plugins_);
}

void PluginSide::stop() {
  trust_keeper_->stop();
  remote_seats_->stop();
  plugins_->stop_all();
}

Result<std::unique_ptr<PluginSide>> PluginSide::create(const Settings& settings,
                                                       const CompanyParts& lent) {
  auto side = std::unique_ptr<PluginSide>(new PluginSide(
      {{.folder = settings.bundled, .data = settings.data / "bundled"}, lent.clock}));
  side->market_ = TRY(open_market(settings, lent.clock));
  side->trust_ =
      std::make_unique<LicenseTrust>(side->market_.get(), settings.data / "market/vendors");
  std::error_code ignored;
  std::filesystem::create_directories(settings.data / "keys", ignored);
  side->uploads_ = settings.data / "uploads";
  std::filesystem::create_directories(side->uploads_, ignored);
  auto own_key = TRY(crypto::SigningKey::load_or_create(settings.data / "keys/seats.key"));
  side->ledger_ = TRY(licensing::SeatLedger::open(lent.database, lent.clock, lent.random, own_key,
                                                  side->trust_->keys()));
  side->desk_ = std::make_unique<licensing::OfflineDesk>(lent.database, *side->ledger_, lent.clock,
                                                         std::move(own_key), side->trust_->keys());
  side->remote_seats_ = TRY(open_remote_seats(settings, lent, side->trust_->keys()));
  side->trust_keeper_ = std::make_unique<TrustKeeper>(*side->trust_, *side->ledger_, lent.clock,
                                                      side->remote_seats_.get());
  side->traces_ = std::make_unique<TraceDesk>(settings.data / "traces", lent.database, lent.clock);
  PluginsParts parts{lent, *side->ledger_};
  parts.remote_seats = side->remote_seats_.get();
  parts.market = side->market_.get();
  parts.data = settings.data;
  parts.runner = runner_of(settings);
  parts.ca_file = settings.ca_file;
  parts.mail_server = settings.smtp_url;
  parts.mail_from = settings.mail_from;
  parts.public_url = settings.public_url;
  if (settings.sandbox == "refuse") parts.missing_layers = runtime::SandboxPolicy::Missing::refuse;
  parts.safe_mode = settings.safe_mode;
  parts.tap = side->traces_.get();
  parts.renew_trust = [keeper = side->trust_keeper_.get()] {
    const Status renewed = keeper->renew();
    if (!renewed)
      log::warning("what the host believes was not renewed", {{"reason", renewed.error().message}});
  };
  parts.policy_keys = TRY(policy_keys_of(settings));
  side->plugins_ = TRY(Plugins::create(parts));
  if (side->remote_seats_->reaches_ledger()) side->remote_seats_->start();
  side->shelf_ = TRY(MarketShelf::open(parts, *side->plugins_, settings.company));
  side->news_ = std::make_unique<LicenseNews>(
      LicenseNews::Parts{.company = lent,
                         .own = *side->ledger_,
                         .desk = *side->desk_,
                         .remote = side->remote_seats_.get(),
                         .file = settings.data / "market" / "notices.json"});
  if (side->market_)
    side->trust_keeper_->start([side = side.get()] {
      look_for_updates(*side->plugins_);
      read_news(*side->news_, *side->market_);
    });
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
  add_subject_endpoints(router, accounts, *plugins_, uploads_);
  add_mail_endpoints(router, accounts, *plugins_);
  add_seat_endpoints(router, accounts, *plugins_);
  add_market_endpoints(router, accounts, *shelf_);
  add_trust_endpoints(router, accounts, *plugins_);
  const licensing::SeatAccess access = seat_access(accounts);
  licensing::add_seat_endpoints(router, *ledger_, access);
  licensing::add_seat_administration(router, *ledger_, access);
  // Files of other devices: an administrator carries them.
  licensing::SeatAccess carried = access;
  carried.member = access.administrator;
  licensing::add_offline_endpoints(router, *desk_, carried);
  add_offline_endpoints(router, accounts, *plugins_);
}

}  // namespace kontor::host
