#include "tests/faults/seat_user.hpp"

#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include "base/core/clock.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::testing {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience{30};

// What all users of a crowd share.
struct Crowd {
  const SeatService& service;
  Oracle& oracle;
  Clock::time_point end;
  std::mutex mutex = {};
  CrowdResult result = {};

  void tell(const Error& error, const char* what) {
    const std::lock_guard lock(mutex);
    if (result.first_error.empty()) result.first_error = std::string(what) + ": " + error.message;
  }
};

class User {
 public:
  User(Crowd& crowd, int number, std::uint32_t seed)
      : crowd_(crowd), name_("user-" + std::to_string(number)), dice_(seed) {}

  void work() {
    for (int round = 0; Clock::now() < crowd_.end; ++round) {
      sit_once(name_ + "-" + std::to_string(round));
    }
  }

 private:
  licensing::SeatClient& client() {
    const auto& origins = crowd_.service.origins;
    client_ = make_client(origins[dice_() % origins.size()], crowd_.service.token);
    return *client_;
  }

  // Asks until there is an answer: nothing after half a minute without one.
  template <typename Ask>
  auto insist(Ask ask) -> std::invoke_result_t<Ask, licensing::SeatClient&> {
    const auto give_up = Clock::now() + kPatience;
    while (true) {
      auto answer = ask(client_ ? *client_ : client());
      if (answer || answer.error().code != ErrorCode::unavailable || Clock::now() > give_up)
        return answer;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      client_.reset();
    }
  }

  void sit_once(const std::string& session) {
    auto seat = insist([&](licensing::SeatClient& client) {
      return client.claim(crowd_.service.license_id, name_, session, session);
    });
    if (!seat) return note_refusal(seat.error());
    if (clock_.monotonic_ms() >= seat->good_until_monotonic_ms) return give_up_seat(*seat);
    crowd_.oracle.sits();
    bool sits = true;
    const int renewals = static_cast<int>(dice_() % 4);
    for (int i = 0; i < renewals && sits; ++i) sits = renew(*seat);
    if (!sits) return;
    std::this_thread::sleep_for(std::chrono::microseconds(dice_() % 3000));
    crowd_.oracle.rises();
    give_up_seat(*seat);
  }

  // False when the seat is gone: then the user has risen.
  bool renew(licensing::RemoteSeat& seat) {
    while (clock_.monotonic_ms() < seat.good_until_monotonic_ms) {
      const Status renewed = (client_ ? *client_ : client()).renew(seat);
      if (renewed) return true;
      if (renewed.error().code != ErrorCode::unavailable) {
        crowd_.oracle.rises();
        const std::lock_guard lock(crowd_.mutex);
        ++crowd_.result.lost;
        return false;
      }
      client_.reset();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    crowd_.oracle.rises();
    return false;
  }

  void give_up_seat(const licensing::RemoteSeat& seat) {
    const Status released =
        insist([&](licensing::SeatClient& client) { return client.release(seat); });
    // A seat whose time ran out while nobody answered is gone already.
    const bool gone = !released && licensing::refusal_code(released.error()) == "stale-fence";
    if (!released && !gone && released.error().code != ErrorCode::unavailable)
      crowd_.tell(released.error(), "release");
  }

  void note_refusal(const Error& error) {
    const bool full = licensing::refusal_code(error) == "no-free-seat";
    if (!full && error.code != ErrorCode::unavailable &&
        licensing::refusal_code(error) != "stale-fence") {
      return crowd_.tell(error, "claim");
    }
    const std::lock_guard lock(crowd_.mutex);
    ++(full ? crowd_.result.refused : crowd_.result.unsure);
  }

  Crowd& crowd_;
  const std::string name_;
  std::minstd_rand dice_;
  SystemClock clock_;
  std::unique_ptr<licensing::SeatClient> client_;
};

}  // namespace

crypto::SigningKey test_device() {
  return crypto::SigningKey::from_seed(std::string(32, 'd')).value();
}

std::unique_ptr<licensing::SeatClient> make_client(const std::string& origin,
                                                   const std::string& token,
                                                   crypto::SigningKey device) {
  static const SystemClock clock;
  auto client = licensing::SeatClient::create(origin, "Bearer " + token, std::move(device), clock);
  if (!client) std::abort();
  return std::move(*client);
}

CrowdResult run_crowd(const SeatService& service, int users, std::chrono::milliseconds duration,
                      std::uint32_t seed, Oracle& oracle) {
  Crowd crowd{.service = service, .oracle = oracle, .end = Clock::now() + duration};
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(users));
  for (int number = 0; number < users; ++number) {
    threads.emplace_back([&crowd, number, seed] {
      User(crowd, number, seed * 1000 + static_cast<std::uint32_t>(number)).work();
    });
  }
  for (std::thread& thread : threads) thread.join();
  return crowd.result;
}

}  // namespace kontor::testing
