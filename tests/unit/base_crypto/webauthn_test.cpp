#include "base/crypto/webauthn.hpp"

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/cbor.hpp"
#include "tests/support/security_key.hpp"

namespace kontor::crypto {
namespace {

using testing::SecurityKey;

const RelyingParty kParty{.id = "crm.example.com", .origin = "https://crm.example.com"};
const std::string kChallenge(32, 'c');

class WebauthnTest : public ::testing::TestWithParam<SecurityKey::Scheme> {
 protected:
  RegisteredKey registered() {
    auto made = check_registration(kParty, kChallenge, key_.create(kParty, kChallenge));
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return *made;
  }
  std::string refusal(const KeyAssertion& given, std::int64_t counter = 1) {
    const auto checked = check_assertion(kParty, kChallenge, registered_.key, counter, given);
    return checked ? "" : checked.error().message;
  }

  SecurityKey key_{GetParam()};
  RegisteredKey registered_ = registered();
};
INSTANTIATE_TEST_SUITE_P(Schemes, WebauthnTest,
                         ::testing::Values(SecurityKey::Scheme::es256, SecurityKey::Scheme::eddsa),
                         [](const auto& scheme) {
                           return scheme.param == SecurityKey::Scheme::es256 ? "Es256" : "EdDsa";
                         });

TEST_P(WebauthnTest, ARegisteredKeyAnswersItsChallenge) {
  EXPECT_EQ(registered_.credential_id, key_.credential_id());
  const auto counter =
      check_assertion(kParty, kChallenge, registered_.key, 1, key_.sign(kParty, kChallenge));

  ASSERT_TRUE(counter) << counter.error().message;
  EXPECT_EQ(*counter, 2);
}

TEST_P(WebauthnTest, AnAnswerServesOneSiteAddressAndChallenge) {
  const RelyingParty other{.id = "crm.example.net", .origin = kParty.origin};
  EXPECT_NE(refusal(key_.sign(other, kChallenge)).find("another site"), std::string::npos);
  const RelyingParty phish{.id = kParty.id, .origin = "https://crm.example.net"};
  EXPECT_NE(refusal(key_.sign(phish, kChallenge)).find("another address"), std::string::npos);
  EXPECT_NE(refusal(key_.sign(kParty, std::string(32, 'd'))).find("this challenge"),
            std::string::npos);
}

TEST_P(WebauthnTest, WhatIsChangedIsRefused) {
  const KeyAssertion right = key_.sign(kParty, kChallenge);
  KeyAssertion turned = right;
  turned.signature[4] = static_cast<char>(turned.signature[4] ^ 1);
  EXPECT_NE(refusal(turned), "");
  KeyAssertion counted = right;
  counted.authenticator_data[36] = 100;
  EXPECT_NE(refusal(counted).find("signature"), std::string::npos);
  KeyAssertion longer = right;
  longer.authenticator_data += 'x';
  EXPECT_NE(refusal(longer).find("follows"), std::string::npos);
  KeyAssertion created = right;
  created.client_data = testing::client_data("webauthn.create", kChallenge, kParty.origin);
  EXPECT_NE(refusal(created).find("something else"), std::string::npos);
  EXPECT_EQ(refusal(right), "");
}

TEST_P(WebauthnTest, AnUntouchedKeyAndOneWhoseCounterStandsStillAreRefused) {
  key_.touched = false;
  EXPECT_NE(refusal(key_.sign(kParty, kChallenge)).find("touched"), std::string::npos);
  key_.touched = true;
  EXPECT_NE(refusal(key_.sign(kParty, kChallenge), 1000).find("copy"), std::string::npos);
}

TEST_P(WebauthnTest, AKeyThatDoesNotCountIsTakenAsItIs) {
  key_.counts = false;
  key_.counter = 0;
  EXPECT_EQ(refusal(key_.sign(kParty, kChallenge), 0), "");
}

TEST_P(WebauthnTest, ACutAttestationIsRefusedWhereverItIsCut) {
  const KeyRegistration whole = key_.create(kParty, kChallenge);
  for (std::size_t size = 0; size < whole.attestation.size(); ++size) {
    const KeyRegistration cut{.client_data = whole.client_data,
                              .attestation = whole.attestation.substr(0, size)};
    EXPECT_FALSE(check_registration(kParty, kChallenge, cut)) << size;
  }
}

// Examples of RFC 8949, appendix A, and what it calls not well-formed or not deterministic.
TEST(CborTest, ReadsTheExamplesOfItsSpecification) {
  const auto item = [](const char* hex) {
    const std::string bytes = *hex_decode(hex);
    std::string_view rest = bytes;
    auto taken = take_cbor(rest);
    EXPECT_TRUE(!taken || rest.empty()) << hex;
    return taken;
  };
  EXPECT_EQ(item("1903e8")->integer, 1000);
  EXPECT_EQ(item("3903e7")->integer, -1000);
  EXPECT_EQ(item("1b000000e8d4a51000")->integer, 1'000'000'000'000);
  EXPECT_EQ(item("6449455446")->bytes, "IETF");
  EXPECT_EQ(item("4401020304")->bytes, std::string("\x01\x02\x03\x04", 4));
  EXPECT_EQ(item("8301820203820405")->items.size(), 3U);
  EXPECT_EQ(item("a201020304")->find(3, Cbor::Kind::integer)->integer, 4);
  EXPECT_EQ(item("f5")->kind, Cbor::Kind::boolean);
  EXPECT_EQ(item("f6")->kind, Cbor::Kind::null);
  for (const char* bad : {"", "18", "1817", "190018", "1bffffffffffffffff", "5f42010243030405ff",
                          "c11a514b67b0", "f93c00", "62c328", "a201020102", "a1", "82",
                          "9b7fffffffffffffff", "818181818181818181818100"}) {
    EXPECT_FALSE(item(bad)) << bad;
  }
}

}  // namespace
}  // namespace kontor::crypto
