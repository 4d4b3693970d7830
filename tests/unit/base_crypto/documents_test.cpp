#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::crypto {
namespace {

TEST(Hash, AgreesWithFips180) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha512_hex("abc").substr(0, 32), "ddaf35a193617abacc417349ae204131");
  Sha256 pieces;
  pieces.update("a");
  pieces.update("bc");
  EXPECT_EQ(pieces.finish(), sha256("abc"));
}

TEST(Hash, AgreesWithRfc4231) {
  EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hash, ComparesSecretsOfAnyLength) {
  EXPECT_TRUE(equal_secrets("same", "same"));
  EXPECT_FALSE(equal_secrets("same", "sama"));
  EXPECT_FALSE(equal_secrets("same", "sam"));
}

TEST(CanonicalJson, SortsKeysAndLeavesNoSpace) {
  const Json value = {{"b", {1, true, nullptr}}, {"a", Json::object()}, {"B", "x"}, {"é", -7}};

  EXPECT_EQ(canonical_json(value).value(), "{\"B\":\"x\",\"a\":{},\"b\":[1,true,null],\"é\":-7}");
}

TEST(CanonicalJson, EscapesQuoteAndBackslashAndNothingElse) {
  const Json value = {{"text", "line\nnext\ttab \"quoted\" back\\slash \x01 ÿ"}};

  EXPECT_EQ(canonical_json(value).value(),
            "{\"text\":\"line\nnext\ttab \\\"quoted\\\" back\\\\slash \x01 ÿ\"}");
}

TEST(CanonicalJson, RefusesFractions) { EXPECT_FALSE(canonical_json(Json{{"x", 1.5}})); }

TEST(Dsse, SignsTheEncodingOfTheSpecification) {
  const SigningKey key = SigningKey::generate();

  const Json envelope = dsse_sign("http://example.com/HelloWorld", "hello world", key);

  // The worked example of DSSE's protocol.md.
  EXPECT_EQ(envelope["payload"], "aGVsbG8gd29ybGQ=");
  const std::string signature =
      base64_decode(envelope["signatures"][0]["sig"].get<std::string>()).value();
  EXPECT_TRUE(
      key.public_key().verify("DSSEv1 29 http://example.com/HelloWorld 11 hello world", signature));
}

class DsseTest : public testing::Test {
 protected:
  SigningKey key = SigningKey::generate();
  Json envelope = dsse_sign("type/a", "payload", key);
};

TEST_F(DsseTest, GivesThePayloadThatAnExpectedKeySigned) {
  const auto other = SigningKey::generate().public_key();

  EXPECT_EQ(dsse_verify(envelope, "type/a", {other, key.public_key()}).value(), "payload");
}

TEST_F(DsseTest, RefusesAnotherKeyTypeOrPayload) {
  EXPECT_FALSE(dsse_verify(envelope, "type/a", {SigningKey::generate().public_key()}));
  EXPECT_FALSE(dsse_verify(envelope, "type/a", {}));
  EXPECT_FALSE(dsse_verify(envelope, "type/b", {key.public_key()}));
  envelope["payload"] = base64_encode("Payload");
  EXPECT_FALSE(dsse_verify(envelope, "type/a", {key.public_key()}));
  EXPECT_FALSE(dsse_verify(Json::array(), "type/a", {key.public_key()}));
}

}  // namespace
}  // namespace kontor::crypto
