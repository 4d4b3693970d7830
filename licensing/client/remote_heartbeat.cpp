// The heartbeat of seats at a remote ledger, and what its silence means.

#include <algorithm>
#include <chrono>

#include "base/core/log.hpp"
#include "licensing/client/remote_seats.hpp"

namespace kontor::licensing {

namespace {

constexpr auto kClockLook = std::chrono::milliseconds(250);  // At the injected clock.
constexpr std::int64_t kFirstPauseMs = 1000;
constexpr std::int64_t kPauseMaxMs = 60'000;
constexpr int kDoublingsMax = 6;
constexpr std::int64_t kLookEveryMs = 600'000;

}  // namespace

void RemoteSeats::start() {
  thread_ = std::thread([this] {
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, kClockLook, [this] { return stopping_; });
        if (stopping_) return;
      }
      beat();
    }
  });
}

void RemoteSeats::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RemoteSeats::beat() {
  std::vector<RemoteHold> due;
  std::vector<RemoteHold> idle;
  {
    const auto documents = documents_.of("");
    const std::lock_guard lock(mutex_);
    const std::int64_t now = clock_.monotonic_ms();
    for (const RemoteHold& hold : holds_) {
      if (hold.borrowed_until_ms > 0) continue;
      const auto document = std::ranges::find(
          documents, hold.seat.license_id, [](const auto& one) { return one.license.license_id; });
      const bool unused = document != documents.end() &&
                          now - hold.last_used_ms > document->license.idle_timeout_s * 1000;
      if (unused)
        idle.push_back(hold);
      else if (now >= hold.renew_at_ms)
        due.push_back(hold);
    }
  }
  for (const RemoteHold& hold : idle) {
    const Status released = release(hold.product, hold.session);
    if (released) log::info("an idle seat was given back", {{"product", hold.product}});
  }
  for (RemoteHold& hold : due) {
    if (!may_ask()) return;
    renew(std::move(hold));
  }
  look_at_ledger();
  if (!documents_.of("").empty() && may_ask()) check_in();
}

// Also where nobody sits the administrator hears of a ledger that is away.
void RemoteSeats::look_at_ledger() {
  const auto documents = documents_.of("");
  {
    const std::lock_guard lock(mutex_);
    const std::int64_t now = clock_.monotonic_ms();
    if (!reaches_ledger() || documents.empty() || now < looks_at_ms_ || now < asks_again_at_ms_)
      return;
  }
  const std::lock_guard calling(calling_);
  const auto found = client_->holders(documents.front().license.license_id);
  if (!found && found.error().code == ErrorCode::unavailable) return unheard();
  heard();
}

void RemoteSeats::renew(RemoteHold hold) {
  const std::lock_guard calling(calling_);
  const bool token_is_old = clock_.now_ms() - hold.token_at_ms > hold.seat.ttl_s * 500;
  Status renewed = token_is_old ? client_->renew_token(hold.seat) : client_->renew(hold.seat);
  if (!renewed && renewed.error().code == ErrorCode::unavailable) return unheard();
  if (renewed && token_is_old) return keep(std::move(hold), Keep::while_held);
  if (renewed) {
    heard();
    const std::lock_guard lock(mutex_);
    if (RemoteHold* kept = find(hold.product, hold.session)) {
      kept->seat = hold.seat;
      kept->renew_at_ms = clock_.monotonic_ms() + spread(hold.seat.ttl_s * 1000 / 3);
    }
    return;
  }
  // The ledger knows another state: perhaps the seat lapsed and is still free.
  for (const License& license : usable(hold.product, "")) {
    auto again = ask(license, hold.subject, hold.session);
    if (again) {
      again->last_used_ms = hold.last_used_ms;
      return keep(std::move(*again), Keep::while_held);
    }
    if (again.error().code == ErrorCode::unavailable) return unheard();
    renewed = again.error();
  }
  heard();
  log::warning("a seat was lost", {{"product", hold.product}, {"reason", renewed.error().message}});
  drop(hold.seat.step.lease_id);
}

void RemoteSeats::drop(const std::string& lease_id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(holds_,
                [&](const RemoteHold& hold) { return hold.seat.step.lease_id == lease_id; });
  remember();
}

bool RemoteSeats::may_ask() const {
  const std::lock_guard lock(mutex_);
  return reaches_ledger() && clock_.monotonic_ms() >= asks_again_at_ms_;
}

void RemoteSeats::heard() {
  const std::lock_guard lock(mutex_);
  if (failures_ > 0) log::info("the seat ledger answers again", {{"ledger", origin_}});
  failures_ = 0;
  asks_again_at_ms_ = 0;
  looks_at_ms_ = clock_.monotonic_ms() + kLookEveryMs;
  last_contact_ms_ = term_clock_.look(clock_.now_ms());
}

void RemoteSeats::unheard() {
  const std::lock_guard lock(mutex_);
  if (failures_ == 0) log::warning("the seat ledger does not answer", {{"ledger", origin_}});
  const std::int64_t pause =
      std::min(kPauseMaxMs, kFirstPauseMs << std::min(failures_, kDoublingsMax));
  ++failures_;
  asks_again_at_ms_ = clock_.monotonic_ms() + spread(pause);
}

std::int64_t RemoteSeats::spread(std::int64_t duration_ms) {
  const auto byte = static_cast<unsigned char>(random_.bytes(1).front());
  return duration_ms * (80 + 40 * byte / 255) / 100;
}

Step RemoteSeats::since_contact(const Grace& grace) const {
  if (reaches_ledger() && failures_ == 0 && last_contact_ms_ > 0) return {};
  const TimeMs now = term_clock_.look(clock_.now_ms());
  return ladder(grace, last_contact_ms_, now);
}

RemoteSeats::ProductStanding RemoteSeats::standing(std::string_view product) const {
  const auto documents = documents_.of(product);
  ProductStanding best{{Standing::off, {}}, "unlicensed"};
  const std::lock_guard lock(mutex_);
  const TimeMs wall = clock_.now_ms();
  const TimeMs now = term_clock_.look(wall);
  for (const auto& document : documents) {
    const License& license = document.license;
    if (license.valid_from_ms > now) continue;
    ProductStanding standing{{}, ""};
    if (!holds_by_file(license.license_id, now)) standing.step = since_contact(license.offer.grace);
    if (standing.step.standing != Standing::full) standing.why = "ledger-unreachable";
    const Lapse lapse = lapse_of(license, now);
    if (lapse.step.standing > standing.step.standing) standing = {lapse.step, lapse.why};
    if (standing.why.empty() && term_clock_.needs_sync(wall)) standing.why = "needs-sync";
    if (standing.why.empty() && forked_) standing.why = "forked";
    if (standing.why.empty() && device_.has_moved()) standing.why = "device-moved";
    if (!standing.why.empty() && standing.step.standing == Standing::full)
      standing.step.standing = Standing::notices;
    if (standing.step.standing < best.step.standing || best.why == "unlicensed") best = standing;
  }
  return best;
}

}  // namespace kontor::licensing
