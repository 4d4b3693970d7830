#include "licensing/server/seats_server.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/clock.hpp"
#include "base/core/data_folder.hpp"
#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/core/random.hpp"
#include "base/http/server.hpp"
#include "licensing/seats/endpoints.hpp"
#include "licensing/seats/offline_endpoints.hpp"
#include "licensing/seats/schema.hpp"
#include "licensing/server/epoch_file.hpp"
#include "licensing/server/seat_gauges.hpp"
#include "licensing/server/trust_file.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kNoteEveryMs = 10'000;

// Nobody sits longer on a lease that this database does not know.
std::int64_t longest_lease_ms(SeatLedger& ledger) {
  constexpr std::int64_t kSlackMs = 30'000;
  std::int64_t longest_s = 0;
  for (const License& license : ledger.licenses(""))
    longest_s = std::max({longest_s, license.lease_ttl_s, license.idle_timeout_s});
  return longest_s * 1000 + kSlackMs;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

// Tokens and lease keys would lie open on the network.
Status check_transport(const Settings& settings) {
  const bool tls = !settings.certificate_file.empty() && !settings.private_key_file.empty();
  if (settings.certificate_file.empty() != settings.private_key_file.empty()) {
    return Error{ErrorCode::invalid_argument, "--certificate and --private-key belong together"};
  }
  if (tls || settings.plain_http || is_loopback(settings.address)) return ok();
  return Error{ErrorCode::invalid_argument,
               "refusing plain HTTP on " + settings.address +
                   ": give --certificate and --private-key, or --plain-http when a proxy on this "
                   "machine speaks TLS"};
}

bool same_anchors(const std::vector<LogAnchor>& a, const std::vector<LogAnchor>& b) {
  return std::ranges::equal(a, b, [](const LogAnchor& one, const LogAnchor& other) {
    return one.chain == other.chain && one.hash == other.hash;
  });
}

// A host waits for its users: what its device signed for is its own.
SeatCaller caller_of(const http::Request& request) {
  const auto& account = std::any_cast<const HostAccount&>(request.identity);
  const auto device_key = hex_decode(account.device_key);
  return {.device_key = device_key ? *device_key : std::string(),
          .administrator = account.role == HostRole::administrator};
}

void tell_failure(const Status& status, std::string_view what) {
  if (!status) log::error(what, {{"error", status.error().message}});
}

}  // namespace

void add_seats_server_routes(http::Router& router, SeatLedger& ledger, OfflineDesk& desk,
                             Gatekeeper& gatekeeper) {
  const SeatAccess access{.administrator = gatekeeper.administrator(),
                          .member = gatekeeper.member(),
                          .name =
                              [](const http::Request& request) {
                                return std::any_cast<const HostAccount&>(request.identity).name;
                              },
                          .caller = caller_of};
  add_seat_endpoints(router, ledger, access);
  add_seat_administration(router, ledger, access);
  add_offline_endpoints(router, desk, access);
}

struct SeatsServer::Parts {
  explicit Parts(Settings given) : settings(std::move(given)), trust(settings.trust_path()) {}

  Status open();
  Status open_ledger();
  Status note_epoch();
  Status serve();

  const Settings settings;
  SystemClock clock = {};
  SystemRandom random = {};
  TrustFile trust;
  std::unique_ptr<DataFolder> folder = {};
  std::unique_ptr<db::Database> database = {};
  std::unique_ptr<SeatLedger> ledger = {};
  std::unique_ptr<OfflineDesk> desk = {};
  std::unique_ptr<Gatekeeper> gatekeeper = {};
  http::Router router = {};
  std::vector<LogAnchor> noted = {};
  bool noted_careful = false;
  std::optional<TimeMs> restored_mark = {};  // As it was at the start; gone after the care.
  std::int64_t next_note_monotonic_ms = 0;
  std::int64_t careful_until_monotonic_ms = 0;  // Later than the start after a restore.
  std::unique_ptr<http::Server> server = {};    // Goes first.
};

Status SeatsServer::Parts::open() {
  TRY(check_transport(settings));
  folder = TRY(DataFolder::take(settings.data, "kontor-seats", {"keys"}));
  TRY(trust.renew());
  database = TRY(db::Database::open(settings.database_url()));
  TRY(migrate_hosts(*database));
  TRY(open_ledger());
  gatekeeper = std::make_unique<Gatekeeper>(
      *database, clock,
      Gatekeeper::Limits{.requests_per_second = settings.requests_per_second,
                         .refusals_per_minute = settings.refusals_per_minute});
  add_seats_server_routes(router, *ledger, *desk, *gatekeeper);
  http::add_operational_routes(
      router, "Kontor seats",
      [this]() -> Status {
        return database->read([](db::Session& session) -> Status {
          TRY(session.query("SELECT 1"));
          return ok();
        });
      },
      [this] { return seat_gauges(*ledger); });
  return serve();
}

Status SeatsServer::Parts::open_ledger() {
  const auto loaded = crypto::SigningKey::load(settings.key_path());
  if (!loaded && loaded.error().code == ErrorCode::not_found)
    return Error{ErrorCode::not_found, loaded.error().message + "; kontor-seats init makes it"};
  const crypto::SigningKey key = TRY(loaded);
  TRY(db::migrate(*database, "licensing", seat_migrations()));
  const std::string authority = hex_encode(key.public_key().ed25519_raw());
  const EpochToBeat before = TRY(epoch_to_beat(*database, settings.epoch_path(), authority));
  ledger = TRY(SeatLedger::open(*database, clock, random, key, trust.keys(),
                                {.epoch_seen = before.epoch_seen}));
  desk = std::make_unique<OfflineDesk>(*database, *ledger, clock, key, trust.keys());
  restored_mark = before.mark;
  if (before.restored)
    careful_until_monotonic_ms = clock.monotonic_ms() + longest_lease_ms(*ledger);
  return note_epoch();
}

Status SeatsServer::Parts::note_epoch() {
  std::vector<LogAnchor> anchors = TRY(ledger->anchors());
  const bool careful = clock.monotonic_ms() < careful_until_monotonic_ms;
  if (!careful && restored_mark) {
    TRY(forget_restored(*database, ledger->authority(), *restored_mark));
    restored_mark.reset();
  }
  if (same_anchors(anchors, noted) && careful == noted_careful) return ok();
  TRY(write_epoch_note(settings.epoch_path(), {.authority = ledger->authority(),
                                               .epoch = ledger->epoch(),
                                               .anchors = anchors,
                                               .restoring = careful}));
  noted = std::move(anchors);
  noted_careful = careful;
  return ok();
}

Status SeatsServer::Parts::serve() {
  server = TRY(http::Server::start(router, {.address = settings.address,
                                            .port = settings.port,
                                            .threads = settings.threads,
                                            .certificate_file = settings.certificate_file,
                                            .private_key_file = settings.private_key_file}));
  return write_file(settings.data / "port", std::to_string(server->port()) + "\n");
}

SeatsServer::SeatsServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SeatsServer::~SeatsServer() = default;

Result<std::unique_ptr<SeatsServer>> SeatsServer::start(const Settings& settings) {
  auto parts = std::make_unique<Parts>(settings);
  TRY(parts->open());
  return std::unique_ptr<SeatsServer>(new SeatsServer(std::move(parts)));
}

std::uint16_t SeatsServer::port() const { return parts_->server->port(); }

void SeatsServer::keep_up() {
  if (const auto freed = parts_->ledger->expire(); !freed)
    log::error("seats not expired", {{"error", freed.error().message}});
  const auto changed = parts_->trust.renew();
  if (!changed) log::error("trust file not read", {{"error", changed.error().message}});
  if (changed && *changed) {
    log::info("trust file changed");
    tell_failure(parts_->ledger->reload_licenses(), "licences not verified again");
  }
  tell_failure(parts_->ledger->refresh_licenses(), "licences not read again");
  tell_failure(parts_->gatekeeper->refresh(), "accounts not read again");
  const std::int64_t now = parts_->clock.monotonic_ms();
  if (now < parts_->next_note_monotonic_ms) return;
  parts_->next_note_monotonic_ms = now + kNoteEveryMs;
  tell_failure(parts_->note_epoch(), "epoch not noted");
}

void SeatsServer::stop() {
  parts_->server->stop();
  tell_failure(parts_->note_epoch(), "epoch not noted");
}

}  // namespace kontor::licensing
