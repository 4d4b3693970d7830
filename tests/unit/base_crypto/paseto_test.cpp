#include "base/crypto/paseto.hpp"

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"

namespace kontor::crypto {
namespace {

// github.com/paseto-standard/test-vectors, v4.json, 4-S-1 to 4-S-3.
constexpr const char* kSeed = "b4cbfb43df4ce210727d953e4a713307fa19bb7d9f85041438d9e11b942a3774";
constexpr const char* kPayload =
    R"({"data":"this is a signed message","exp":"2022-01-01T00:00:00+00:00"})";
constexpr const char* kFooter = R"({"kid":"zVhMiPBP9fRf2snEcT7gFTioeA9COcNy9DfgL1W60haN"})";

struct PasetoVector {
  const char* footer;
  const char* implicit;
  const char* token;
};
constexpr PasetoVector kVectors[] = {
    {"", "",
     "v4.public."
     "eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoiMjAyMi0wMS0wMVQwMDowMDowMCsw"
     "MDowMCJ9bg_XBBzds8lTZShVlwwKSgeKpLT3yukTw6JUz3W4h_ExsQV-"
     "P0V54zemZDcAxFaSeef1QlXEFtkqxT1ciiQEDA"},
    {kFooter, "",
     "v4.public."
     "eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoiMjAyMi0wMS0wMVQwMDowMDowMCsw"
     "MDowMCJ9v3Jt8mx_TdM2ceTGoqwrh4yDFn0XsHvvV_D0DtwQxVrJEBMl0F2caAdgnpKlt4p7xBnx1HcO-"
     "SPo8FPp214HDw."
     "eyJraWQiOiJ6VmhNaVBCUDlmUmYyc25FY1Q3Z0ZUaW9lQTlDT2NOeTlEZmdMMVc2MGhhTiJ9"},
    {kFooter, R"({"test-vector":"4-S-3"})",
     "v4.public."
     "eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoiMjAyMi0wMS0wMVQwMDowMDowMCsw"
     "MDowMCJ9NPWciuD3d0o5eXJXG5pJy-DiVEoyPYWs1YSTwWHNJq6DZD3je5gf-"
     "0M4JR9ipdUSJbIovzmBECeaWmaqcaP0DQ."
     "eyJraWQiOiJ6VmhNaVBCUDlmUmYyc25FY1Q3Z0ZUaW9lQTlDT2NOeTlEZmdMMVc2MGhhTiJ9"},
};

class PasetoTest : public testing::Test {
 protected:
  SigningKey key = SigningKey::from_seed(hex_decode(kSeed).value()).value();
};

TEST_F(PasetoTest, MakesAndOpensThePublishedTokens) {
  for (const PasetoVector& vector : kVectors) {
    EXPECT_EQ(paseto::sign(key, kPayload, vector.footer, vector.implicit), vector.token);

    const auto opened = paseto::verify(key.public_key(), vector.token, vector.implicit);

    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->payload, kPayload);
    EXPECT_EQ(opened->footer, vector.footer);
    EXPECT_EQ(paseto::peek_footer(vector.token).value(), vector.footer);
  }
}

TEST_F(PasetoTest, RefusesEveryChangedCharacter) {
  const std::string token = kVectors[1].token;
  for (std::size_t place = 0; place < token.size(); ++place) {
    std::string changed = token;
    changed[place] = changed[place] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(paseto::verify(key.public_key(), changed)) << place;
  }
}

TEST_F(PasetoTest, RefusesAnotherKeyAssertionOrForm) {
  const std::string token = paseto::sign(key, "{}", "", "device-1");

  EXPECT_TRUE(paseto::verify(key.public_key(), token, "device-1"));
  EXPECT_FALSE(paseto::verify(key.public_key(), token, "device-2"));
  EXPECT_FALSE(paseto::verify(SigningKey::generate().public_key(), token, "device-1"));
  EXPECT_FALSE(paseto::verify(key.public_key(), token + ".", "device-1"));
  EXPECT_FALSE(paseto::verify(key.public_key(), "v4.local." + token.substr(10), "device-1"));
  EXPECT_FALSE(paseto::verify(key.public_key(), "", ""));
  EXPECT_FALSE(paseto::verify(key.public_key(), token + std::string(70000, 'A'), "device-1"));
}

}  // namespace
}  // namespace kontor::crypto
