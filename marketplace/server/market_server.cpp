#include "marketplace/server/market_server.hpp"

#include <filesystem>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/keys.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/app/catalogue.hpp"
#include "marketplace/app/old_sales.hpp"
#include "marketplace/app/open_log.hpp"
#include "marketplace/app/releases.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/server/billing_setup.hpp"
#include "marketplace/server/billing_worker.hpp"
#include "marketplace/server/dns_resolver.hpp"
#include "marketplace/server/operator_token.hpp"
#include "marketplace/server/review_setup.hpp"
#include "marketplace/server/review_worker.hpp"
#include "marketplace/server/seats.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kHoldDayMs = std::int64_t{24} * 60 * 60 * 1000;

// An empty folder for packages on their way in: what a killed process left there is nobody's.
Status prepare_folders(const std::filesystem::path& quarantine,
                       const std::filesystem::path& incoming) {
  std::error_code failed;
  std::filesystem::remove_all(incoming, failed);
  if (!failed) std::filesystem::create_directories(quarantine, failed);
  if (!failed) std::filesystem::create_directories(incoming, failed);
  if (failed) return Error{ErrorCode::unavailable, "no quarantine folder: " + failed.message()};
  return ok();
}

Result<review::Policy> load_policy(const std::filesystem::path& file) {
  if (file.empty()) return review::Policy();
  const std::string text = TRY(read_file(file, std::size_t{1} << 16));
  const Json json = TRY(parse_json(text));
  return review::Policy::parse(json);
}

}  // namespace

struct MarketServer::Parts {
  SystemClock clock = {};
  SystemRandom random = {};
  IdSource ids{clock, random};
  std::unique_ptr<Repository> repository = {};
  std::unique_ptr<Log> log = {};
  std::unique_ptr<db::Database> database = {};
  std::unique_ptr<DnsResolver> resolver = {};
  std::unique_ptr<Market> market = {};
  std::unique_ptr<licensing::SeatLedger> ledger = {};
  http::Router router = {};
  std::unique_ptr<http::Server> server = {};
  std::unique_ptr<BillingWorker> billing = {};
  std::unique_ptr<ReviewWorker> reviews = {};  // Goes first.

  Status open(const Configuration& configuration);
  Status finish_publications();
  Status ready();
};

Status MarketServer::Parts::open(const Configuration& configuration) {
  const auto& data = configuration.data;
  const auto quarantine = data / "quarantine", incoming = data / "quarantine" / "incoming";
  TRY(prepare_folders(quarantine, incoming));
  const std::string token = TRY(load_operator_token(configuration.operator_token_file, random));
  review::Policy policy = TRY(load_policy(configuration.review_policy));
  repository = TRY(Repository::open(data, clock));
  log = TRY(open_log(data, *repository, clock));
  database = TRY(db::Database::open(configuration.database));
  TRY(migrate_market(*database));
  const auto seats_key = TRY(crypto::SigningKey::load_or_create(data / "keys" / "seats.key"));
  ledger = TRY(open_seat_ledger(*database, *repository, clock, random, seats_key));
  market.reset(new Market{*database, *repository, *log, clock, random, ids, quarantine,
                          token_hash(token), ledger->authority(), std::move(policy)});
  resolver = std::make_unique<DnsResolver>(TRY(DnsResolver::create(configuration.dns_server)));
  market->rules = {.resolver = resolver.get(),
                   .registrations_per_hour = configuration.registrations_per_hour,
                   .transfer_hold_ms = configuration.transfer_hold_days * kHoldDayMs};
  TRY(set_up_billing(configuration, *market));
  TRY(take_over_old_sales(*market));
  TRY(set_up_reviews(configuration, market->means));
  TRY(finish_publications());
  add_market_routes(router, *market, incoming);
  add_seat_routes(router, *market, *ledger);
  http::add_operational_routes(router, "Kontor market", [this] { return ready(); });
  return ok();
}

Status MarketServer::Parts::finish_publications() {
  for (const Vendor& vendor : TRY(list_vendors(*market, VendorState::active)))
    TRY(reconcile_catalogue(*market, vendor.name));
  return market->catalogue.load(*database);
}

Status MarketServer::Parts::ready() {
  TRY(repository->metadata("timestamp"));
  return database->read([](db::Session& session) -> Status {
    TRY(session.query("SELECT 1"));
    return ok();
  });
}

MarketServer::MarketServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
MarketServer::~MarketServer() = default;

Result<std::unique_ptr<MarketServer>> MarketServer::start(const Configuration& configuration) {
  auto parts = std::make_unique<Parts>();
  TRY(parts->open(configuration));
  parts->server =
      TRY(http::Server::start(parts->router, {.address = configuration.address,
                                              .port = configuration.port,
                                              .threads = configuration.threads,
                                              .certificate_file = configuration.certificate_file,
                                              .private_key_file = configuration.private_key_file}));
  parts->billing = std::make_unique<BillingWorker>(*parts->market, *parts->ledger);
  parts->reviews = std::make_unique<ReviewWorker>(*parts->market);
  TRY(write_file(configuration.data / "port", std::to_string(parts->server->port()) + "\n"));
  return std::unique_ptr<MarketServer>(new MarketServer(std::move(parts)));
}

std::uint16_t MarketServer::port() const { return parts_->server->port(); }

void MarketServer::keep_up() {
  if (const Status refreshed = parts_->repository->refresh(); !refreshed)
    log::error("metadata not signed again", {{"error", refreshed.error().message}});
  if (const auto freed = parts_->ledger->expire(); !freed)
    log::error("seats not expired", {{"error", freed.error().message}});
}

void MarketServer::stop() {
  parts_->reviews.reset();
  parts_->billing.reset();
  parts_->server->stop();
}

}  // namespace kontor::marketplace
