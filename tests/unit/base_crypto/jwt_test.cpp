#include "base/crypto/jwt.hpp"

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::crypto {
namespace {

Json ed25519_jwk(const SigningKey& key, const std::string& id) {
  return {{"kty", "OKP"},
          {"crv", "Ed25519"},
          {"kid", id},
          {"x", base64url_encode(key.public_key().ed25519_raw())}};
}

std::string token_of(const SigningKey& key, const Json& header, const Json& claims) {
  const std::string text =
      base64url_encode(to_text(header)) + "." + base64url_encode(to_text(claims));
  return text + "." + base64url_encode(key.sign(text));
}

const Json kHeader = {{"alg", "EdDSA"}, {"kid", "one"}};
const Json kClaims = {{"sub", "anna"}};

TEST(JwkSetTest, GivesTheClaimsOfASignedToken) {
  const auto key = SigningKey::generate();
  const auto set = JwkSet::parse({{"keys", {ed25519_jwk(key, "one")}}});
  ASSERT_TRUE(set);

  const auto claims = set->verify(token_of(key, kHeader, kClaims));

  ASSERT_TRUE(claims);
  EXPECT_EQ(*claims, kClaims);
}

// RFC 7515 appendix A.3: ES256.
TEST(JwkSetTest, VerifiesTheSpecificationsEs256Example) {
  const auto set = JwkSet::parse({{"keys",
                                   {{{"kty", "EC"},
                                     {"crv", "P-256"},
                                     {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"},
                                     {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}}}}});
  ASSERT_TRUE(set);
  const std::string token =
      "eyJhbGciOiJFUzI1NiJ9"
      ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
      "nVlfQ"
      ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

  const auto claims = set->verify(token);

  ASSERT_TRUE(claims) << claims.error().message;
  EXPECT_EQ((*claims)["iss"], "joe");
  std::string changed = token;
  changed[30] = changed[30] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(set->verify(changed));
}

TEST(JwkSetTest, RefusesWhatIsNotSignedByAKeyOfTheSet) {
  const auto key = SigningKey::generate();
  const auto other = SigningKey::generate();
  const auto set = JwkSet::parse({{"keys", {ed25519_jwk(key, "one")}}});
  ASSERT_TRUE(set);

  EXPECT_FALSE(set->verify(token_of(other, kHeader, kClaims)));
  const auto unknown = set->verify(token_of(other, {{"alg", "EdDSA"}, {"kid", "two"}}, kClaims));
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().detail.find("unknown-key"), std::string::npos);
}

TEST(JwkSetTest, RefusesOtherAlgorithmsAndForms) {
  const auto key = SigningKey::generate();
  const auto set = JwkSet::parse({{"keys", {ed25519_jwk(key, "one")}}});
  ASSERT_TRUE(set);
  const std::string whole = token_of(key, kHeader, kClaims);

  for (const Json& header :
       {Json{{"alg", "none"}}, Json{{"alg", "HS256"}, {"kid", "one"}}, Json{{"kid", "one"}},
        Json{{"alg", "RS256"}, {"kid", "one"}}, Json{{"alg", 7}},
        Json{{"alg", "EdDSA"}, {"kid", "one"}, {"crit", {"exp"}}}}) {
    EXPECT_FALSE(set->verify(token_of(key, header, kClaims))) << header;
  }
  EXPECT_FALSE(set->verify(""));
  EXPECT_FALSE(set->verify("a.b"));
  EXPECT_FALSE(set->verify(whole + ".x"));
  EXPECT_FALSE(set->verify(whole.substr(0, whole.rfind('.') + 1)));
  EXPECT_FALSE(set->verify("." + whole));
}

TEST(JwkSetTest, PassesOverKeysItDoesNotKnow) {
  const auto key = SigningKey::generate();
  Json priv = ed25519_jwk(key, "one");
  priv["d"] = "secret";
  Json enc = ed25519_jwk(key, "one");
  enc["use"] = "enc";
  const auto set = JwkSet::parse(
      {{"keys", {priv, enc, {{"kty", "RSA"}, {"n", "AQAB"}, {"e", "AQAB"}}, {{"kty", "oct"}}, 7}}});

  ASSERT_TRUE(set);
  EXPECT_FALSE(set->verify(token_of(key, kHeader, kClaims)));
  EXPECT_FALSE(JwkSet::parse({{"keys", 7}}));
  EXPECT_FALSE(JwkSet::parse(Json::array()));
}

}  // namespace
}  // namespace kontor::crypto
