#include "plugins/telephony/cloud_message.hpp"

#include <gtest/gtest.h>

#include <kontor/hmac.hpp>

namespace kontor::telephony {
namespace {

// RFC 4231, 4.2, 4.3 and 4.7: the last has a key longer than a block.
TEST(Hmac, AgreesWithTheVectorsOfItsSpecification) {
  EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'),
                            "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

std::map<std::string, std::string> signed_headers(const std::string& body, std::int64_t at_s) {
  const std::string timestamp = std::to_string(at_s);
  return {{"x-kontor-timestamp", timestamp},
          {"x-kontor-signature", cloud_signature("secret", timestamp, body)}};
}

TEST(CloudMessage, BelievesWhoKnowsTheSecretNowAndNobodyElse) {
  auto headers = signed_headers("{}", 1000);

  EXPECT_TRUE(is_authentic(headers, "{}", "secret", 1000));
  EXPECT_TRUE(is_authentic(headers, "{}", "secret", 1000 + kCloudAgeMaxS));
  EXPECT_FALSE(is_authentic(headers, "{}", "secret", 1001 + kCloudAgeMaxS)) << "too old";
  EXPECT_FALSE(is_authentic(headers, "{}", "secret", 999 - kCloudAgeMaxS)) << "from the future";
  EXPECT_FALSE(is_authentic(headers, "{ }", "secret", 1000)) << "another body";
  EXPECT_FALSE(is_authentic(headers, "{}", "other", 1000));
  EXPECT_FALSE(is_authentic(headers, "{}", "", 1000)) << "no secret is no permission";
  headers["x-kontor-timestamp"] = "1001";
  EXPECT_FALSE(is_authentic(headers, "{}", "secret", 1000)) << "another time";
  headers["x-kontor-timestamp"] = "1000x";
  EXPECT_FALSE(is_authentic(headers, "{}", "secret", 1000));
  EXPECT_FALSE(is_authentic({}, "{}", "secret", 1000));
}

TEST(CloudMessage, RefusesWhatIsNoMessageAndSaysWhy) {
  const auto problem_of = [](const std::string& body) {
    std::string problem;
    return parse_cloud_message(body, problem) ? "" : problem;
  };

  EXPECT_EQ(problem_of(R"({"event":"ring","id":"e1","call_id":"c1","at_ms":1})"), "");
  EXPECT_NE(problem_of("[]"), "");
  EXPECT_NE(problem_of("{"), "");
  EXPECT_NE(problem_of(R"({"event":"dance","id":"e1","call_id":"c1","at_ms":1})"), "");
  EXPECT_NE(problem_of(R"({"event":"ring","id":"e/1","call_id":"c1","at_ms":1})"), "");
  EXPECT_NE(problem_of(R"({"event":"ring","id":"e1","call_id":"..","at_ms":1})"), "");
  EXPECT_NE(problem_of(R"({"event":"ring","id":"e1","call_id":"c1"})"), "");
  EXPECT_NE(problem_of(R"({"event":"ring","id":"e1","call_id":"c1","at_ms":-1})"), "");
  EXPECT_NE(problem_of(R"({"event":"ring","id":"e1","call_id":"c1","at_ms":1e300})"), "");
  EXPECT_NE(problem_of(R"({"event":"recording","id":"e","call_id":"c","at_ms":1})"), "");
  EXPECT_NE(
      problem_of(
          R"({"event":"recording","id":"e","call_id":"c","at_ms":1,"recording":"../../secret"})"),
      "");
}

}  // namespace
}  // namespace kontor::telephony
