#include "base/core/bytes.hpp"
#include "tests/integration/host/rest_fixture.hpp"
#include "tests/support/security_key.hpp"

namespace kontor::host {

namespace {

using testing::kPassword;
using testing::SecurityKey;

const crypto::RelyingParty kSite{.id = "localhost", .origin = "http://localhost:7400"};

class SecurityKeysTest : public testing::RestTest {
 protected:
  SecurityKeysTest() {
    clock_.set_wall_clock(1'800'000'000'000);
    anna_ = accounts_->act_as(add_user("anna@kontor.example", "sales")).value();
  }

  http::Response post(const std::string& path, const Json& body) {
    std::map<std::string, std::string> headers{{"origin", kSite.origin},
                                               {"host", "localhost:7400"}};
    if (!session_.empty()) {
      headers["cookie"] = "kontor_session=" + session_;
      headers["x-kontor-csrf"] = Accounts::csrf_of(session_);
    }
    return ask("POST", path, body.is_null() ? "" : body.dump(), headers);
  }
  static Json json_of(const http::Response& answer) { return Json::parse(answer.body); }

  http::Response log_in(Json more = Json::object()) {
    more["email"] = "anna@kontor.example";
    more["password"] = kPassword;
    return post("/api/v1/login", more);
  }
  void sit_down() {
    const auto login = accounts_->login("anna@kontor.example", kPassword);
    ASSERT_TRUE(login) << login.error().message;
    session_ = login->session_token;
  }
  // Anna is signed in; what adding the key answers.
  http::Response add(SecurityKey& key, const std::string& name = "blue") {
    const Json begun = json_of(post("/api/v1/security-keys/begin", nullptr));
    const auto made = key.create(kSite, *base64url_decode(begun["challenge"].get<std::string>()));
    return post("/api/v1/security-keys", {{"name", name},
                                          {"client_data", base64url_encode(made.client_data)},
                                          {"attestation", base64url_encode(made.attestation)}});
  }
  static Json answer_of(SecurityKey& key, const Json& refusal) {
    const auto given = key.sign(kSite, *base64url_decode(refusal["challenge"].get<std::string>()));
    return {{"security_key",
             {{"id", base64url_encode(given.credential_id)},
              {"client_data", base64url_encode(given.client_data)},
              {"authenticator_data", base64url_encode(given.authenticator_data)},
              {"signature", base64url_encode(given.signature)}}}};
  }

  Principal anna_;
  std::string session_;
  SecurityKey key_{SecurityKey::Scheme::es256};
};
INSTANTIATE_TEST_SUITE_P(Databases, SecurityKeysTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SecurityKeysTest, ALoginAsksForTheKeyAndTakesItsAnswerOnce) {
  sit_down();
  const auto added = add(key_);
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(json_of(added)["recovery_codes"].size(), 10U);
  session_.clear();

  const auto asked = log_in();
  ASSERT_EQ(asked.status, 401) << asked.body;
  const Json refusal = json_of(asked);
  EXPECT_EQ(refusal["code"], "second-factor-needed");
  EXPECT_EQ(refusal["methods"], Json({"security-key"}));
  EXPECT_EQ(refusal["security_keys"], Json({base64url_encode(key_.credential_id())}));
  const Json answer = answer_of(key_, refusal);

  EXPECT_EQ(log_in(answer).status, 200);
  const auto again = log_in(answer);
  EXPECT_EQ(again.status, 401) << "an answer passed twice";
  EXPECT_EQ(json_of(again)["code"], "wrong-second-factor");
}

TEST_P(SecurityKeysTest, AnotherKeysAnswerALateOneAndACopysAreRefused) {
  sit_down();
  ASSERT_EQ(add(key_).status, 201);
  session_.clear();
  SecurityKey stranger(SecurityKey::Scheme::eddsa);
  EXPECT_EQ(log_in(answer_of(stranger, json_of(log_in()))).status, 401);

  const Json late = answer_of(key_, json_of(log_in()));
  clock_.advance(SecurityKeys::kChallengeMs + 1);
  EXPECT_EQ(log_in(late).status, 401);

  EXPECT_EQ(log_in(answer_of(key_, json_of(log_in()))).status, 200);
  key_.counter = 0;
  EXPECT_EQ(log_in(answer_of(key_, json_of(log_in()))).status, 401) << "a copy passed";
}

TEST_P(SecurityKeysTest, WrongAnswersLockAsWrongPasswordsDo) {
  sit_down();
  ASSERT_EQ(add(key_).status, 201);
  session_.clear();
  SecurityKey stranger(SecurityKey::Scheme::es256);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(log_in(answer_of(stranger, json_of(log_in()))).status, 401) << i;
  }
  EXPECT_EQ(log_in(answer_of(stranger, json_of(log_in()))).status, 401);
  EXPECT_EQ(log_in().status, 429);
}

TEST_P(SecurityKeysTest, ARecoveryCodeServesWhoHasLostTheKey) {
  sit_down();
  const Json codes = json_of(add(key_))["recovery_codes"];
  session_.clear();

  EXPECT_EQ(log_in({{"code", "000000"}}).status, 401);
  EXPECT_EQ(log_in({{"code", codes[0]}}).status, 200);
  EXPECT_EQ(log_in({{"code", codes[0]}}).status, 401);
}

TEST_P(SecurityKeysTest, KeysHaveNamesAndAreTakenAwayWithThePassword) {
  sit_down();
  const std::string blue = json_of(add(key_, "blue"))["id"];
  EXPECT_EQ(add(key_, "blue once more").status, 409);
  SecurityKey second(SecurityKey::Scheme::eddsa);
  const auto added = add(second, "red");
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_TRUE(json_of(added)["recovery_codes"].empty());
  const std::map<std::string, std::string> session{{"cookie", "kontor_session=" + session_},
                                                   {"x-kontor-csrf", Accounts::csrf_of(session_)}};
  EXPECT_EQ(ask("PUT", "/api/v1/security-keys/" + blue, R"({"name":"at home"})", session).status,
            204);
  const Json keys = json_of(ask("GET", "/api/v1/security-keys", "", session))["keys"];
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0]["name"], "at home");
  EXPECT_EQ(keys[0]["site"], "localhost");

  const std::string remove = "/api/v1/security-keys/" + blue + "/remove";
  EXPECT_EQ(post(remove, {{"password", "not the password"}}).status, 403);
  EXPECT_EQ(post(remove, {{"password", kPassword}}).status, 204);
  EXPECT_EQ(post(remove, {{"password", kPassword}}).status, 404);
  session_.clear();
  EXPECT_EQ(json_of(log_in())["security_keys"].size(), 1U);
}

TEST_P(SecurityKeysTest, AnAdministratorResetsWhoHasLostEverything) {
  sit_down();
  ASSERT_EQ(add(key_).status, 201);
  session_.clear();
  ASSERT_EQ(log_in().status, 401);

  ASSERT_TRUE(accounts_->second_factors().reset(admin_, anna_.id));

  EXPECT_EQ(log_in().status, 200);
}

TEST_P(SecurityKeysTest, NoKeyIsMadeForAnotherSiteOrWithoutBeingAsked) {
  sit_down();
  const auto made = key_.create(kSite, std::string(32, 'x'));
  const auto unasked =
      post("/api/v1/security-keys", {{"name", "x"},
                                     {"client_data", base64url_encode(made.client_data)},
                                     {"attestation", base64url_encode(made.attestation)}});
  EXPECT_EQ(unasked.status, 401);
  EXPECT_EQ(json_of(unasked)["code"], "security-key-refused");
  const std::map<std::string, std::string> elsewhere{{"cookie", "kontor_session=" + session_},
                                                     {"x-kontor-csrf", Accounts::csrf_of(session_)},
                                                     {"origin", "https://evil.example"},
                                                     {"host", "localhost:7400"}};
  EXPECT_EQ(ask("POST", "/api/v1/security-keys/begin", "", elsewhere).status, 400);
}

}  // namespace

}  // namespace kontor::host
