// A process whose threads claim, renew and release seats until it is killed, so that it dies in the
// middle of what several of them wish for together.
// usage: licensing_claimer DATABASE_URL LICENSE_ID NAME
// Says on standard output what it is about to claim, one name a line.

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/core/random.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {
namespace {

constexpr int kThreads = 4;

int claim_one_after_the_other(SeatLedger& ledger, const std::string& license_id,
                              const std::string& name) {
  std::minstd_rand dice(std::random_device{}());
  for (int i = 0;; ++i) {
    const std::string who = name + "-" + std::to_string(i);
    std::printf("%s\n", who.c_str());
    std::fflush(stdout);
    const auto lease = ledger.claim(
        Claim{.license_id = license_id, .subject = who, .session = who, .idempotency_key = who});
    if (!lease && refusal_code(lease.error()) != "no-free-seat") return 4;
    if (!lease || dice() % 4 == 0) {
      // Full, or forgotten on purpose: somebody else's seats are left behind too.
      static_cast<void>(ledger.release_session(name + "-" + std::to_string(i - 1)));
      continue;
    }
    LeaseStep next = lease->step;
    ++next.sequence;
    const auto renewed = ledger.renew(next);
    if (!renewed || !ledger.release(renewed->step)) return 5;
  }
}

int claim_until_killed(const std::string& url, const std::string& license_id,
                       const std::string& name) {
  const SystemClock clock;
  SystemRandom random;
  const testing::LicenseMaker maker;
  const auto database = db::Database::open(url);
  if (!database) return 2;
  const auto ledger =
      SeatLedger::open(**database, clock, random, maker.authority_key, maker.trusted());
  if (!ledger) return 3;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      std::_Exit(claim_one_after_the_other(**ledger, license_id, name + "-" + std::to_string(i)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace kontor::licensing

int main(int count, char** arguments) {
  if (count != 4) return 1;
  return kontor::licensing::claim_until_killed(arguments[1], arguments[2], arguments[3]);
}
