#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/document/lease_token.hpp"
#include "licensing/document/offline.hpp"
#include "licensing/seats/offline_desk.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {
namespace {

constexpr std::int64_t kCarriedSeats = 4;
constexpr std::int64_t kCarriedOverdraft = 1;
constexpr unsigned kCarriedRounds = 50;
constexpr int kCarriedSteps = 6;
constexpr int kCarriedDevices = 6;
constexpr std::int64_t kCarriedHourMs = 3'600'000;

// Request, response and return files that are made again, brought again and mixed up, while
// others sit at the same licence on line. Its oracle counts whose seat a file still holds.
class OfflineStormTest : public testing::EitherDatabase {
 protected:
  struct OnLine {
    LeaseStep step;
    std::int64_t until_ms = 0;
  };

  struct Request {
    OfflineRequest content;
    std::string file;
    int device = 0;
  };
  struct Return {
    std::string file;
    std::string lease_id;
  };

  OfflineStormTest() {
    Offer offer = maker_.offer(SeatModel::concurrent);
    offer.overdraft = kCarriedOverdraft;
    offer.borrow = {.days_max = 6, .seats_stay = 1};
    EXPECT_TRUE(ledger_->install_document(maker_.document(license_, offer)));
  }

  int dice(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(numbers_); }
  static crypto::SigningKey device(int number) {
    return crypto::SigningKey::from_seed(std::string(32, static_cast<char>('a' + number))).value();
  }
  static std::string forged(std::string text) {
    char& letter = text[text.size() / 2];
    letter = letter == 'A' ? 'B' : 'A';
    return text;
  }
  // One of the last dozen.
  template <typename T>
  const T& any_of(const std::vector<T>& files) {
    const auto back = dice(static_cast<int>(std::min<std::size_t>(files.size(), 12)));
    return files[files.size() - 1 - static_cast<std::size_t>(back)];
  }

  void write_request() {
    const int number = dice(kCarriedDevices);
    OfflineRequest request;
    request.device_key = hex_encode(device(number).public_key().ed25519_raw());
    request.host_id = "host-" + std::to_string(number);
    request.nonce = hex_encode(random_.bytes(16));
    request.action = OfflineAction::borrow;
    request.license_id = license_.license_id;
    request.subject = "p" + std::to_string(number) + "-" + std::to_string(dice(2));
    request.days = 1 + dice(7);
    request.at_ms = clock_.now_ms();
    requests_.push_back({request, sign_offline_request(request, device(number)).value(), number});
  }

  void bring_request() {
    if (requests_.empty()) return;
    const Request request = any_of(requests_);
    const auto answered = desk_.answer(request.file, {.administrator = true});
    if (!answered) return;
    const auto response =
        verify_offline_response(answered->file, authority_, request.content, clock_.now_ms());
    ASSERT_TRUE(response) << response.error().message;
    const auto seat = std::ranges::find(response->attachments, "lease", &Attachment::kind);
    ASSERT_NE(seat, response->attachments.end());
    const auto lease =
        verify_lease(seat->document, device(request.device).public_key().ed25519_raw(),
                     maker_.authority_key.public_key());
    ASSERT_TRUE(lease) << lease.error().message;
    ASSERT_TRUE(lease->borrowed_until_ms);
    ASSERT_FALSE(given_back_.contains(lease->step.lease_id)) << "a returned seat came back";
    travels_until_[lease->step.lease_id] = *lease->borrowed_until_ms;
    write_return(request, lease->step);
  }

  void write_return(const Request& request, const LeaseStep& step) {
    const OfflineReturn giving{.device_key = request.content.device_key,
                               .host_id = request.content.host_id,
                               .license_id = request.content.license_id,
                               .nonce = request.content.nonce,
                               .lease = step,
                               .at_ms = clock_.now_ms()};
    returns_.push_back(
        {sign_offline_return(giving, device(request.device)).value(), step.lease_id});
  }
  void bring_return() {
    if (returns_.empty()) return;
    const Return giving = any_of(returns_);
    if (!desk_.take_back(giving.file, {.administrator = true})) return;
    travels_until_.erase(giving.lease_id);
    given_back_.insert(giving.lease_id);
  }
  void bring_forgeries() {
    if (!requests_.empty()) {
      EXPECT_FALSE(desk_.answer(forged(any_of(requests_).file), {.administrator = true}));
    }
    if (!returns_.empty()) {
      EXPECT_FALSE(desk_.take_back(forged(any_of(returns_).file), {.administrator = true}));
    }
  }

  void come_or_go_on_line() {
    if (!on_line_.empty() && dice(2) == 0) {
      static_cast<void>(ledger_->release(on_line_.begin()->second.step));
      on_line_.erase(on_line_.begin());
      return;
    }
    const std::string who = "on line " + std::to_string(++claims_);
    const auto lease = ledger_->claim({.license_id = license_.license_id,
                                       .subject = who,
                                       .session = who,
                                       .device_key = device(20).public_key().ed25519_raw(),
                                       .idempotency_key = who});
    if (!lease) return;
    on_line_[who] = {lease->step, clock_.monotonic_ms() + lease->ttl_s * 1000};
  }
  void let_time_pass() {
    clock_.advance(dice(2) == 0 ? dice(300) * std::int64_t{1000} : dice(30) * kCarriedHourMs);
    ASSERT_TRUE(ledger_->expire());
    std::erase_if(on_line_,
                  [&](const auto& one) { return one.second.until_ms <= clock_.monotonic_ms(); });
    std::erase_if(travels_until_, [&](const auto& one) { return one.second <= clock_.now_ms(); });
  }

  void live_one_step() {
    const int what = dice(12);
    if (what < 3) {
      write_request();
    } else if (what < 6) {
      bring_request();
    } else if (what < 8) {
      bring_return();
    } else if (what == 8) {
      bring_forgeries();
    } else if (what == 9) {
      let_time_pass();
    } else {
      come_or_go_on_line();
    }
  }

  void check() {
    const auto holders = ledger_->holders(license_.license_id);
    ASSERT_TRUE(holders) << holders.error().message;
    const auto page = ledger_->seats(license_.license_id);
    ASSERT_TRUE(page) << page.error().message;
    const auto listed = static_cast<std::int64_t>(holders->size());
    const auto at_work = static_cast<std::int64_t>(travels_until_.size() + on_line_.size());
    ASSERT_LE(listed, kCarriedSeats + kCarriedOverdraft);
    ASSERT_EQ(page->used, listed);
    ASSERT_LE(at_work, listed) << "somebody sits whom the ledger does not count";
    ASSERT_EQ(page->borrowed, static_cast<std::int64_t>(travels_until_.size()));
    ASSERT_LT(page->borrowed, kCarriedSeats) << "one stays";
  }

  testing::FakeClock clock_;
  SystemRandom random_;
  testing::LicenseMaker maker_;
  License license_ = maker_.license(SeatModel::concurrent, kCarriedSeats);
  std::unique_ptr<SeatLedger> ledger_ =
      SeatLedger::open(*database_, clock_, random_, maker_.authority_key, maker_.trusted()).value();
  OfflineDesk desk_{*database_, *ledger_, clock_, maker_.authority_key, maker_.trusted()};
  const KeyOf authority_ = [this](std::string_view) -> Result<crypto::PublicKey> {
    return maker_.authority_key.public_key();
  };
  std::minstd_rand numbers_;
  std::vector<Request> requests_;
  std::vector<Return> returns_;
  std::map<std::string, TimeMs> travels_until_;
  std::set<std::string> given_back_;
  std::map<std::string, OnLine> on_line_;
  int claims_ = 0;
};

TEST_P(OfflineStormTest, FilesMadeAgainAndBroughtAgainInAnyOrderHoldNoSeatTooMany) {
  for (unsigned seed = 1; seed <= kCarriedRounds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    numbers_.seed(seed);
    for (int step = 0; step < kCarriedSteps; ++step) {
      live_one_step();
      ASSERT_FALSE(HasFatalFailure());
      check();
      ASSERT_FALSE(HasFatalFailure());
    }
  }
  EXPECT_FALSE(given_back_.empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, OfflineStormTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
