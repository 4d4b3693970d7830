#include <chrono>
#include <kontor/license.hpp>

#include "base/core/bytes.hpp"
#include "tests/integration/licensing_client/remote_fixture.hpp"

namespace kontor::licensing {
namespace {

// What a plugin makes of the proof of a licence that another ledger counts.
class RemoteProofTest : public RemoteFixture {
 protected:
  op::LicenseCheckResponse answer(RemoteSeats& host, const std::string& nonce) {
    const auto proof = host.prove("kontor.sms", "", nonce).value();
    op::LicenseCheckResponse answer{.state = "licensed"};
    answer.token = proof.token;
    answer.document = proof.document;
    answer.binding = proof.binding;
    answer.device_key = proof.device_key;
    return answer;
  }
  std::string state(const op::LicenseCheckResponse& shown, const std::string& nonce) {
    const LicenseKeys keys{{hex_encode(maker_.market_key.public_key().ed25519_raw())},
                           {hex_encode(maker_.vendor_key.public_key().ed25519_raw())}};
    try {
      return verified_state(shown, {.product = "kontor.sms", .nonce = nonce}, keys,
                            Time(std::chrono::milliseconds(clock_.now_ms())));
    } catch (const Failure& failure) {
      return failure.what();
    }
  }
};

TEST_P(RemoteProofTest, IsVerifiedInsideThePluginForItsNonceOnly) {
  ASSERT_TRUE(sit("anna"));
  const auto shown = answer(*host_, "nonce-0123456789");

  EXPECT_EQ(state(shown, "nonce-0123456789"), "licensed");
  EXPECT_NE(state(shown, "nonce-of-another-day"), "licensed");
}

TEST_P(RemoteProofTest, NeedsAWordOfTheLedgerAboutThisVeryDevice) {
  ASSERT_TRUE(sit("anna"));
  const auto thief = open_host("thief");
  ASSERT_TRUE(thief->install_document(document_));
  ASSERT_TRUE(thief->claim("kontor.sms", "eve", "user:eve"));
  const std::string nonce = "nonce-0123456789";
  op::LicenseCheckResponse stolen = answer(*thief, nonce);
  stolen.binding = answer(*host_, nonce).binding;

  EXPECT_NE(state(stolen, nonce), "licensed");
  stolen.device_key = answer(*host_, nonce).device_key;
  EXPECT_NE(state(stolen, nonce), "licensed") << "its own signature, another's key";
}

TEST_P(RemoteProofTest, IsNoneBeforeTheLedgerWasEverHeard) {
  EXPECT_EQ(host_->prove("kontor.sms", "", "nonce-0123456789")->token, "");
}

TEST_P(RemoteProofTest, GrowsTooOldForThePluginWithoutTheLedger) {
  ASSERT_TRUE(sit("anna"));
  const std::string nonce = "nonce-0123456789";
  const auto shown = answer(*host_, nonce);

  clock_.advance(10LL * 86'400'000);
  EXPECT_EQ(state(shown, nonce), "licensed");
  clock_.advance(10LL * 86'400'000);
  EXPECT_NE(state(shown, nonce), "licensed");
}

INSTANTIATE_TEST_SUITE_P(Databases, RemoteProofTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
