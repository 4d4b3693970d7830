#include "licensing/seats/offline_desk.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
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
  Offer offer_ = maker_.offer(SeatModel::concurrent);
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
  const auto answer = desk_.answer(request_file());
  ASSERT_TRUE(answer) << answer.error().message;

  const auto response = verified(answer->file);

  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(answer->device_key, request_.device_key);
  ASSERT_EQ(response->attachments.size(), 1u);
  EXPECT_TRUE(verify_license(response->attachments[0].document, maker_.trusted()));
}

TEST_P(OfflineDeskTest, ARequestBroughtTwiceIsOneActivation) {
  const auto first = desk_.answer(request_file());
  clock_.advance(60'000);
  const auto again = desk_.answer(request_file());

  ASSERT_TRUE(first && again);
  EXPECT_EQ(verified(again->file)->activated_at_ms, verified(first->file)->activated_at_ms);
}

TEST_P(OfflineDeskTest, RefusesWhatIsForgedUnknownOrNotForHere) {
  std::string forged = request_file();
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(desk_.answer(forged));
  request_.license_id = "01990000-0000-7000-8000-0000000000ff";
  EXPECT_EQ(desk_.answer(request_file()).error().code, ErrorCode::not_found);
  request_.license_id = license_.license_id;
  request_.action = OfflineAction::borrow;
  request_.subject = "anna";
  request_.days = 3;
  EXPECT_EQ(refusal_code(desk_.answer(request_file()).error()), "borrow-on-line");
}

TEST_P(OfflineDeskTest, AnActivationIsGivenBackOnceOrMoreOften) {
  const OfflineReturn giving{.device_key = request_.device_key,
                             .host_id = request_.host_id,
                             .license_id = license_.license_id,
                             .nonce = request_.nonce,
                             .at_ms = clock_.now_ms()};
  const std::string file = sign_offline_return(giving, device_).value();
  EXPECT_EQ(desk_.take_back(file).error().code, ErrorCode::not_found);
  ASSERT_TRUE(desk_.answer(request_file()));

  EXPECT_TRUE(desk_.take_back(file));
  EXPECT_TRUE(desk_.take_back(file));
}

TEST_P(OfflineDeskTest, AListOfWithdrawnLicencesTakesThemAwayAndTravelsOn) {
  const auto withdrawn = desk_.take_revocations(revocation_list(5, license_.license_id));

  ASSERT_TRUE(withdrawn) << withdrawn.error().message;
  EXPECT_EQ(*withdrawn, 1);
  EXPECT_EQ(desk_.revocations()->size(), 1u);
  EXPECT_FALSE(desk_.answer(request_file()));
}

TEST_P(OfflineDeskTest, AnOlderListOrAnothersIsRefused) {
  ASSERT_TRUE(desk_.take_revocations(revocation_list(5, "another")));

  const auto older = desk_.take_revocations(revocation_list(4, license_.license_id));

  ASSERT_FALSE(older);
  EXPECT_EQ(refusal_code(older.error()), "revocations-rolled-back");
  EXPECT_TRUE(desk_.answer(request_file()));
  std::string forged = revocation_list(6, license_.license_id);
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(desk_.take_revocations(forged));
}

}  // namespace kontor::licensing
