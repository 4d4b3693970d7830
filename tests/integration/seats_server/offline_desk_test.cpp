#include "licensing/seats/offline_desk.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/document/activation_token.hpp"
#include "licensing/document/lease_token.hpp"
#include "licensing/document/offline.hpp"
#include "licensing/document/revocation_list.hpp"
#include "licensing/seats/refusal.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {

// A device without a network, a ledger, and files between them.
class OfflineDeskTest : public testing::EitherDatabase {
 protected:
  OfflineDeskTest() {
    EXPECT_TRUE(ledger_->install_document(maker_.document(license_, offer_)));
    request_.device_key = hex_encode(device_.public_key().ed25519_raw());
    request_.host_id = "host-1";
    request_.nonce = std::string(32, '1');
    request_.license_id = license_.license_id;
    request_.at_ms = clock_.now_ms();
  }

  std::string request_file() const { return sign_offline_request(request_, device_).value(); }
  Result<OfflineDesk::Answer> answer() { return answer(request_file()); }
  Result<OfflineDesk::Answer> answer(const std::string& file) {
    return desk_.answer(file, {.administrator = true});
  }
  Status take_back(const std::string& file) {
    return desk_.take_back(file, {.administrator = true});
  }
  void borrow_for(const std::string& subject, std::int64_t days) {
    request_.action = OfflineAction::borrow;
    request_.subject = subject;
    request_.days = days;
  }
  Result<Lease> seat_in(const OfflineResponse& response) const {
    for (const Attachment& one : response.attachments) {
      if (one.kind != "lease") continue;
      return verify_lease(one.document, device_.public_key().ed25519_raw(),
                          maker_.authority_key.public_key());
    }
    return Error{ErrorCode::not_found, "no seat in it"};
  }
  std::string return_file(const LeaseStep& step) const {
    return sign_offline_return({.device_key = request_.device_key,
                                .host_id = request_.host_id,
                                .license_id = license_.license_id,
                                .nonce = request_.nonce,
                                .lease = step,
                                .at_ms = clock_.now_ms()},
                               device_)
        .value();
  }
  Result<OfflineResponse> verified(const std::string& response) const {
    const KeyOf key = [this](std::string_view kid) -> Result<crypto::PublicKey> {
      const crypto::PublicKey authority = maker_.authority_key.public_key();
      if (kid == crypto::key_id(authority)) return authority;
      return Error{ErrorCode::untrusted, "another key"};
    };
    return verify_offline_response(response, key, request_, clock_.now_ms());
  }
  std::string revocation_list(std::int64_t sequence, const std::string& license_id) const {
    const RevocationList list{
        .company_id = license_.company_id,
        .sequence = sequence,
        .issued_at_ms = clock_.now_ms(),
        .revoked = {{.license_id = license_id, .at_ms = clock_.now_ms(), .reason = "refund"}}};
    return sign_revocations(list, maker_.market_key).value();
  }

  testing::FakeClock clock_;
  SystemRandom random_;
  testing::LicenseMaker maker_;
  Offer offer_ = [this] {
    Offer offer = maker_.offer(SeatModel::concurrent);
    offer.borrow = {.days_max = 14, .seats_stay = 1};
    return offer;
  }();
  License license_ = maker_.license(SeatModel::concurrent, 2);
  crypto::SigningKey device_ = crypto::SigningKey::from_seed(std::string(32, 'd')).value();
  OfflineRequest request_;
  std::unique_ptr<SeatLedger> ledger_ =
      SeatLedger::open(*database_, clock_, random_, maker_.authority_key, maker_.trusted()).value();
  OfflineDesk desk_{*database_, *ledger_, clock_, maker_.authority_key, maker_.trusted()};
};

INSTANTIATE_TEST_SUITE_P(Databases, OfflineDeskTest, testing::both_databases(),
                         testing::database_name);

TEST_P(OfflineDeskTest, AnswersASignedRequestWithTheLicence) {
  const auto answered = answer();
  ASSERT_TRUE(answered) << answered.error().message;

  const auto response = verified(answered->file);

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(answered->device_key, request_.device_key);
  ASSERT_EQ(response->attachments.size(), 2u);
  const auto activation =
      verify_activation(response->attachments[0].document, device_.public_key().ed25519_raw(),
                        request_.host_id, maker_.authority_key.public_key(), clock_.now_ms());
  ASSERT_TRUE(activation) << activation.error().message;
  EXPECT_EQ(activation->license_id, license_.license_id);
  EXPECT_TRUE(activation->until_ms);
  EXPECT_TRUE(verify_license(response->attachments[1].document, maker_.trusted()));
}

TEST_P(OfflineDeskTest, ARequestBroughtTwiceIsOneActivation) {
  const auto first = answer();
  clock_.advance(60'000);
  const auto again = answer();

  ASSERT_TRUE(first && again);
  EXPECT_EQ(verified(again->file)->activated_at_ms, verified(first->file)->activated_at_ms);
}

TEST_P(OfflineDeskTest, RefusesWhatIsForgedUnknownOrNotForHere) {
  std::string forged = request_file();
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(answer(forged));
  request_.license_id = "01990000-0000-7000-8000-0000000000ff";
  EXPECT_EQ(answer().error().code, ErrorCode::not_found);
  request_.license_id = license_.license_id;
  const auto stranger = desk_.answer(request_file(), {.device_key = std::string(32, 'x')});
  EXPECT_EQ(refusal_code(stranger.error()), "wrong-device");
  EXPECT_TRUE(desk_.answer(request_file(), {.device_key = device_.public_key().ed25519_raw()}));
}

TEST_P(OfflineDeskTest, ASeatIsBorrowedAndGivenBackByFilesAlone) {
  borrow_for("anna", 5);
  const auto response = verified(answer()->file);
  ASSERT_TRUE(response) << response.error().message;
  const auto seat = seat_in(*response);
  ASSERT_TRUE(seat) << seat.error().message;
  EXPECT_EQ(seat->session, "user:anna");
  EXPECT_EQ(seat->borrowed_until_ms, clock_.now_ms() + 5 * kDayMs);
  EXPECT_EQ(ledger_->seats(license_.license_id)->borrowed, 1);

  const auto again = verified(answer()->file);
  EXPECT_EQ(seat_in(*again)->step.lease_id, seat->step.lease_id) << "one seat";
  EXPECT_EQ(ledger_->seats(license_.license_id)->used, 1);

  LeaseStep stale = seat->step;
  ++stale.fence;
  EXPECT_EQ(refusal_code(take_back(return_file(stale)).error()), "stale-fence");
  const std::string file = return_file(seat->step);
  EXPECT_TRUE(take_back(file));
  EXPECT_TRUE(take_back(file)) << "twice is once";
  EXPECT_EQ(ledger_->seats(license_.license_id)->used, 0);
  EXPECT_FALSE(answer()) << "a file brought again after its seat came back gives no seat";
  EXPECT_EQ(ledger_->seats(license_.license_id)->used, 0);
}

TEST_P(OfflineDeskTest, WhatTheOfferDoesNotLendIsNotLentByFileEither) {
  borrow_for("anna", 15);
  EXPECT_EQ(refusal_code(answer().error()), "borrow-too-long");
  borrow_for("anna", 3);
  ASSERT_TRUE(answer());
  request_.nonce = std::string(32, '2');
  borrow_for("bo", 3);
  EXPECT_EQ(refusal_code(answer().error()), "borrowed-already") << "one receipt a device";
  EXPECT_EQ(ledger_->seats(license_.license_id)->used, 1) << "nobody sits in vain";
}

TEST_P(OfflineDeskTest, AnActivationIsGivenBackOnceOrMoreOften) {
  const OfflineReturn giving{.device_key = request_.device_key,
                             .host_id = request_.host_id,
                             .license_id = license_.license_id,
                             .nonce = request_.nonce,
                             .at_ms = clock_.now_ms()};
  const std::string file = sign_offline_return(giving, device_).value();
  EXPECT_EQ(take_back(file).error().code, ErrorCode::not_found);
  ASSERT_TRUE(answer());

  EXPECT_TRUE(take_back(file));
  EXPECT_TRUE(take_back(file));
}

TEST_P(OfflineDeskTest, AListOfWithdrawnLicencesTakesThemAwayAndTravelsOn) {
  const auto withdrawn = desk_.take_revocations(revocation_list(5, license_.license_id));

  ASSERT_TRUE(withdrawn) << withdrawn.error().message;
  EXPECT_EQ(*withdrawn, 1);
  EXPECT_EQ(desk_.revocations()->size(), 1u);
  EXPECT_FALSE(answer());
}

TEST_P(OfflineDeskTest, AnOlderListOrAnothersIsRefused) {
  ASSERT_TRUE(desk_.take_revocations(revocation_list(5, "another")));

  const auto older = desk_.take_revocations(revocation_list(4, license_.license_id));

  ASSERT_FALSE(older);
  EXPECT_EQ(refusal_code(older.error()), "revocations-rolled-back");
  EXPECT_TRUE(answer());
  std::string forged = revocation_list(6, license_.license_id);
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(desk_.take_revocations(forged));
}

}  // namespace kontor::licensing
