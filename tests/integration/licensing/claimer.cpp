// A process that claims, renews and releases seats until it is killed.
// usage: licensing_claimer DATABASE_URL LICENSE_ID NAME
// Says on standard output what it is about to claim, one name a line.

#include <cstdio>
#include <random>
#include <string>

#include "base/core/random.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {
namespace {

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
  std::minstd_rand dice(std::random_device{}());
  for (int i = 0;; ++i) {
    const std::string who = name + "-" + std::to_string(i);
    std::printf("%s\n", who.c_str());
    std::fflush(stdout);
    const auto lease = (*ledger)->claim(
        Claim{.license_id = license_id, .subject = who, .session = who, .idempotency_key = who});
    if (!lease && refusal_code(lease.error()) != "no-free-seat") return 4;
    if (!lease || dice() % 4 == 0) {
      // Full, or forgotten on purpose: somebody else's seats are left behind too.
      static_cast<void>((*ledger)->release_session(name + "-" + std::to_string(i - 1)));
      continue;
    }
    LeaseStep next = lease->step;
    ++next.sequence;
    const auto renewed = (*ledger)->renew(next);
    if (!renewed || !(*ledger)->release(renewed->step)) return 5;
  }
}

}  // namespace
}  // namespace kontor::licensing

int main(int count, char** arguments) {
  if (count != 4) return 1;
  return kontor::licensing::claim_until_killed(arguments[1], arguments[2], arguments[3]);
}
