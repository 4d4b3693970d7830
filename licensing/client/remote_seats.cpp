#include "licensing/client/remote_seats.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "licensing/document/lease_token.hpp"

namespace kontor::licensing {

namespace {

// A user waits for this; a ledger in the company's network answers within milliseconds.
constexpr int kExchangeTimeoutMs = 5000;

Error refused(ErrorCode code, const char* stable_code, std::string message) {
  return {code, std::move(message), to_text(Json{{"code", stable_code}})};
}

Lease lease_of(const RemoteHold& hold) {
  return {.step = hold.seat.step,
          .license_id = hold.seat.license_id,
          .product = hold.product,
          .subject = hold.subject,
          .session = hold.session,
          .since_ms = hold.seat.since_ms,
          .ttl_s = hold.seat.ttl_s};
}

}  // namespace

Result<std::unique_ptr<RemoteSeats>> RemoteSeats::open(const Settings& settings,
                                                       const Parts& parts) {
  Device device = TRY(Device::open(settings.folder, parts.random, parts.machine));
  std::unique_ptr<SeatClient> client;
  if (!settings.origin.empty())
    client =
        TRY(SeatClient::create(settings.origin, settings.authorization, device.key(), parts.clock,
                               {.connect_timeout_ms = kExchangeTimeoutMs,
                                .timeout_ms = kExchangeTimeoutMs,
                                .ca_file = settings.ca_file}));
  std::unique_ptr<RemoteSeats> seats(
      new RemoteSeats(settings, parts, std::move(device), std::move(client)));
  TRY(seats->documents_.reload());
  seats->restore();
  seats->restore_activations();
  return seats;
}

RemoteSeats::RemoteSeats(const Settings& settings, const Parts& parts, Device device,
                         std::unique_ptr<SeatClient> client)
    : clock_(parts.clock),
      random_(parts.random),
      ids_(parts.clock, parts.random),
      origin_(settings.origin),
      file_(settings.folder / "seats.json"),
      device_(std::move(device)),
      documents_(settings.folder / "licenses", parts.keys),
      offline_file_(settings.folder / "offline.json"),
      client_(std::move(client)) {}

RemoteSeats::~RemoteSeats() { stop(); }

// What was remembered counts only with a token that still verifies for this device. Whether
// the seat is still ours the ledger says at the first heartbeat.
void RemoteSeats::restore() {
  SeatMemory memory = read_seat_memory(file_);
  term_clock_ = TermClock(memory.mark_ms);
  last_contact_ms_ = memory.last_contact_ms;
  for (RemoteHold& hold : memory.holds) {
    const auto documents = documents_.of(hold.product);
    const auto document = std::ranges::find(documents, hold.seat.license_id,
                                            [](const auto& one) { return one.license.license_id; });
    if (document == documents.end()) continue;
    const auto raw = hex_decode(document->license.authority);
    const auto key =
        raw ? crypto::PublicKey::from_ed25519(*raw) : Result<crypto::PublicKey>(raw.error());
    const auto lease = key ? verify_lease(hold.seat.token, device_.public_key_raw(), *key)
                           : Result<Lease>(key.error());
    if (!lease || lease->step.lease_id != hold.seat.step.lease_id ||
        lease->subject != hold.subject || lease->session != hold.session) {
      log::warning("a remembered seat did not verify", {{"license", hold.seat.license_id}});
      continue;
    }
    hold.last_used_ms = clock_.monotonic_ms();
    holds_.push_back(std::move(hold));
  }
}

std::vector<License> RemoteSeats::licenses(std::string_view product) const {
  std::vector<License> found;
  for (auto& document : documents_.of(product)) found.push_back(std::move(document.license));
  return found;
}

std::vector<License> RemoteSeats::usable(std::string_view product, std::string_view feature) {
  TimeMs now = 0;
  {
    const std::lock_guard lock(mutex_);
    now = term_clock_.look(clock_.now_ms());
  }
  std::vector<License> found = licenses(product);
  std::erase_if(found, [&](const License& license) {
    return !license.usable_at(now) || !license.covers(feature);
  });
  const auto scarcity = [](const License& license) {
    return license.model == SeatModel::site ? 0 : license.model == SeatModel::named ? 1 : 2;
  };
  std::ranges::stable_sort(found, std::less{}, scarcity);
  return found;
}

RemoteHold* RemoteSeats::find(std::string_view product, std::string_view session) {
  const auto found = std::ranges::find_if(holds_, [&](const RemoteHold& hold) {
    return hold.product == product && hold.session == session;
  });
  return found == holds_.end() ? nullptr : &*found;
}

// The seat without asking: certain by its token's time, on travel, or in grace while the
// ledger is away.
std::optional<Lease> RemoteSeats::still_sitting(std::string_view product, std::string_view subject,
                                                std::string_view session, bool ledger_is_away) {
  const auto documents = documents_.of(product);
  const std::lock_guard lock(mutex_);
  RemoteHold* hold = find(product, session);
  if (hold == nullptr || hold->subject != subject) return std::nullopt;
  hold->last_used_ms = clock_.monotonic_ms();
  if (clock_.monotonic_ms() < hold->seat.good_until_monotonic_ms) return lease_of(*hold);
  const TimeMs now = term_clock_.look(clock_.now_ms());
  if (now < hold->borrowed_until_ms) return lease_of(*hold);
  // A journey ends at its date: the ledger gives the seat away then, and grace is for those who
  // sat when it fell silent.
  if (!ledger_is_away || hold->borrowed_until_ms > 0) return std::nullopt;
  for (const auto& document : documents) {
    if (document.license.license_id != hold->seat.license_id) continue;
    const TimeMs good = hold->token_at_ms + hold->seat.ttl_s * 1000;
    if (ladder(document.license.offer.grace, good, now).standing <= Standing::notices)
      return lease_of(*hold);
  }
  return std::nullopt;
}

Result<RemoteHold> RemoteSeats::ask(const License& license, std::string_view subject,
                                    std::string_view session) {
  auto seat =
      client_->claim(license.license_id, std::string(subject), std::string(session), ids_.next());
  if (!seat) return seat.error();
  RemoteHold hold;
  hold.seat = std::move(*seat);
  hold.product = license.product;
  hold.subject = subject;
  hold.session = session;
  hold.last_used_ms = clock_.monotonic_ms();
  return hold;
}

Result<Lease> RemoteSeats::claim(std::string_view product, std::string_view subject,
                                 std::string_view session, std::string_view feature) {
  const std::vector<License> licenses = usable(product, feature);
  if (licenses.empty())
    return refused(ErrorCode::forbidden, "unlicensed",
                   "no valid licence of " + std::string(product));
  if (const auto lease = still_sitting(product, subject, session, /*ledger_is_away=*/false))
    return *lease;
  for (const License& license : licenses)
    if (auto lease = sits_on_site(license, subject, session)) return std::move(*lease);
  std::optional<Error> last;
  if (may_ask()) {
    const std::lock_guard calling(calling_);
    for (const License& license : licenses) {
      auto hold = ask(license, subject, session);
      if (hold) {
        Lease lease = lease_of(*hold);
        keep(std::move(*hold), Keep::always);
        return lease;
      }
      last = hold.error();
      if (last->code == ErrorCode::unavailable) break;
      heard();
    }
    if (last->code == ErrorCode::unavailable) unheard();
  }
  if (last && last->code != ErrorCode::unavailable) {
    const std::lock_guard lock(mutex_);
    std::erase_if(holds_, [&](const RemoteHold& hold) {
      return hold.product == product && hold.session == session;
    });
    remember();
    return *last;
  }
  if (const auto lease = still_sitting(product, subject, session, /*ledger_is_away=*/true))
    return *lease;
  TRY(check_reaches_ledger());
  return refused(ErrorCode::unavailable, "ledger-unreachable",
                 "the seat ledger at " + origin_ +
                     " does not answer, and this user held no seat "
                     "of " +
                     std::string(product) + " when it last did");
}

// A site licence that was activated by file lets everybody in, and nobody counts.
std::optional<Lease> RemoteSeats::sits_on_site(const License& license, std::string_view subject,
                                               std::string_view session) const {
  if (license.model != SeatModel::site) return std::nullopt;
  const TimeMs now = clock_.now_ms();
  const std::lock_guard lock(mutex_);
  const auto activated = activated_until_.find(license.license_id);
  if (activated == activated_until_.end() || now >= activated->second) return std::nullopt;
  return Lease{.step = {},
               .license_id = license.license_id,
               .product = license.product,
               .subject = std::string(subject),
               .session = std::string(session),
               .since_ms = now,
               .ttl_s = license.lease_ttl_s};
}

Status RemoteSeats::check_reaches_ledger() const {
  if (reaches_ledger()) return ok();
  return refused(ErrorCode::unavailable, "ledger-unreachable",
                 "this host reaches no seat ledger: a seat is borrowed by file (kontor license "
                 "offline request)");
}

Status RemoteSeats::release(std::string_view product, std::string_view session) {
  std::optional<RemoteSeat> seat;
  {
    const std::lock_guard lock(mutex_);
    RemoteHold* hold = find(product, session);
    if (hold == nullptr)
      return Error{ErrorCode::not_found, "the session holds no seat of " + std::string(product)};
    if (hold->borrowed_until_ms > 0)
      return refused(ErrorCode::conflict, "borrowed",
                     "the seat is on travel; return it with kontor license return");
    seat = hold->seat;
    std::erase_if(holds_, [&](const RemoteHold& one) {
      return one.seat.step.lease_id == seat->step.lease_id;
    });
    remember();
  }
  // When this does not arrive the ledger frees the seat by its own clock.
  if (!reaches_ledger()) return ok();
  const std::lock_guard calling(calling_);
  const Status released = client_->release(*seat);
  if (!released && released.error().code == ErrorCode::unavailable) unheard();
  return ok();
}

std::int64_t RemoteSeats::release_session(std::string_view session) {
  std::vector<std::string> products;
  {
    const std::lock_guard lock(mutex_);
    for (const RemoteHold& hold : holds_)
      if (hold.session == session && hold.borrowed_until_ms == 0) products.push_back(hold.product);
  }
  std::int64_t freed = 0;
  for (const std::string& product : products)
    if (release(product, session)) ++freed;
  return freed;
}

void RemoteSeats::keep(RemoteHold hold, Keep when) {
  heard();
  const Status bound = documents_.bind(hold.seat.license_id, hold.seat.token);
  if (!bound) log::warning("a token was not kept", {{"reason", bound.error().message}});
  const std::lock_guard lock(mutex_);
  const std::int64_t now = clock_.monotonic_ms();
  hold.token_at_ms = term_clock_.look(clock_.now_ms());
  hold.renew_at_ms = now + spread(hold.seat.ttl_s * 1000 / 3);
  RemoteHold* before = find(hold.product, hold.session);
  if (before != nullptr)
    *before = std::move(hold);
  else if (when == Keep::always)
    holds_.push_back(std::move(hold));
  remember();
}

// Under mutex_. A disk that is full must not stop anybody's work.
void RemoteSeats::remember() {
  const Status written = write_seat_memory(
      file_,
      {.holds = holds_, .last_contact_ms = last_contact_ms_, .mark_ms = term_clock_.mark_ms()});
  if (!written) log::warning("seats were not remembered", {{"reason", written.error().message}});
}

}  // namespace kontor::licensing
