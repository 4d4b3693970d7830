// What a host asks before every call of a plugin: does this user sit? And, cold, what it costs
// to believe a token, beside a bare Ed25519 verification in the same run.

#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "host/plugins/company_seats.hpp"
#include "licensing/document/lease_token.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/licenses.hpp"

namespace {

using namespace kontor;
using namespace kontor::bench;

constexpr std::int64_t kChecks = 2'000'000;
constexpr int kUsers = 500;
constexpr int kVerifies = 2000;
constexpr int kRounds = 5;

template <typename Work>
double ns_each(std::int64_t count, Work work) {
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < count; ++i) work(i);
    const auto spent = std::chrono::steady_clock::now() - begin;
    rounds.push_back(std::chrono::duration<double, std::nano>(spent).count() /
                     static_cast<double>(count));
  }
  return median(rounds);
}

// A user id is as long as a host makes it: a UUID.
std::string user(int number) {
  const std::string digits = std::to_string(number);
  return "01990000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

std::vector<Figure> figures;

void add(const std::string& name, double value, std::int64_t count, std::optional<double> target,
         std::optional<Peer> peer = {}) {
  figures.push_back({.name = name,
                     .value = value,
                     .unit = "ns",
                     .better = Better::lower,
                     .target = target,
                     .peer = std::move(peer),
                     .n = count});
}

void measure_checks(host::CompanySeats& seats) {
  std::vector<std::string> users;
  users.reserve(kUsers);
  for (int i = 0; i < kUsers; ++i) users.push_back(user(i));
  const auto sit = [&] {
    for (const std::string& one : users) (void)seats.claim("kontor.sms", one, "user:" + one);
  };
  std::int64_t sitting = 0;
  const auto check = [&](std::int64_t i) {
    sitting += seats.sits("kontor.sms", users[static_cast<std::size_t>(i) % kUsers]) ? 1 : 0;
  };
  sit();
  // Less than the seconds for which a seat is certain without the ledger.
  add("licence check of a user who sits", ns_each(kChecks, check), kChecks, 100);
  if (sitting == 0) std::cerr << "nobody sat\n";
}

void measure_tokens(const testing::LicenseMaker& maker) {
  const auto device = crypto::SigningKey::generate();
  const std::string raw = device.public_key().ed25519_raw();
  const crypto::PublicKey authority = maker.authority_key.public_key();
  const licensing::Lease lease{.step = {.lease_id = user(1), .epoch = 1, .fence = 1, .sequence = 1},
                               .license_id = user(2),
                               .product = "kontor.sms",
                               .subject = user(3),
                               .session = "user:" + user(3),
                               .since_ms = 1'790'000'000'000,
                               .ttl_s = 300};
  const std::string token = licensing::sign_lease(lease, lease.since_ms, raw, maker.authority_key);
  const std::string message(token.size(), 'm');
  const std::string signature = maker.authority_key.sign(message);
  std::int64_t good = 0;
  const double bare = ns_each(
      kVerifies, [&](std::int64_t) { good += authority.verify(message, signature) ? 1 : 0; });
  const double whole = ns_each(kVerifies, [&](std::int64_t) {
    good += licensing::verify_lease(token, raw, authority) ? 1 : 0;
  });
  add("lease token verified cold", whole, kVerifies, 1.3, Peer{"bare Ed25519 verification", bare});
  if (good != 2 * kRounds * kVerifies) std::cerr << "a token did not verify\n";
}

}  // namespace

int main(int count, char** arguments) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("kontor-license-check-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const SystemClock clock;
  SystemRandom random;
  const testing::LicenseMaker maker;
  auto database = db::Database::open("sqlite:" + (folder / "seats.db").string());
  if (!database) return 1;
  auto ledger =
      licensing::SeatLedger::open(**database, clock, random, maker.authority_key, maker.trusted());
  if (!ledger ||
      !(*ledger)->install_document(maker.document(licensing::SeatModel::concurrent, kUsers)))
    return 1;
  host::CompanySeats seats(**ledger, nullptr, clock);
  measure_checks(seats);
  measure_tokens(maker);
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (count < 2) {
    std::cout << to_json(figures) << "\n";
    return 0;
  }
  return write_report(arguments[1], figures) ? 0 : 1;
}
