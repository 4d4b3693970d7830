#include "base/crypto/totp.hpp"
#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

using testing::kPassword;

class CredentialsTest : public testing::RestTest {
 protected:
  CredentialsTest() {
    clock_.set_wall_clock(1'800'000'000'000);
    anna_ = accounts_->act_as(add_user("anna@kontor.example", "sales")).value();
  }
  // Sets Anna's second factor up and gives its recovery codes.
  std::vector<std::string> enrol() {
    const auto begun = accounts_->second_factors().begin(anna_);
    EXPECT_TRUE(begun) << (begun ? "" : begun.error().message);
    secret_ = base32(begun->secret);
    const auto codes = accounts_->second_factors().confirm(anna_, code());
    EXPECT_TRUE(codes) << (codes ? "" : codes.error().message);
    clock_.advance(30'000);
    return codes ? *codes : std::vector<std::string>();
  }
  std::string code() { return crypto::totp_code(secret_, clock_.now_ms()); }
  Result<Accounts::Login> login(const std::string& code, const std::string& password = kPassword) {
    return accounts_->login("anna@kontor.example", password, {code, "127.0.0.1", "Test\n<b>"});
  }
  static std::string base32(const std::string& text) {
    const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
      bits = (bits << 5) | static_cast<std::uint32_t>(digits.find(c));
      count += 5;
      if (count < 8) continue;
      count -= 8;
      bytes += static_cast<char>((bits >> count) & 0xff);
    }
    return bytes;
  }

  Principal anna_;
  std::string secret_;
};
INSTANTIATE_TEST_SUITE_P(Databases, CredentialsTest, testing::both_databases(),
                         testing::database_name);

TEST_P(CredentialsTest, ASecondFactorIsAskedForOnceItIsConfirmed) {
  ASSERT_TRUE(accounts_->second_factors().begin(anna_));
  EXPECT_TRUE(login(""));
  enrol();

  const auto missing = login("");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().detail.find("second-factor-needed"), std::string::npos);
  const auto wrong = login("000000");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().detail.find("wrong-second-factor"), std::string::npos);
  EXPECT_TRUE(login(code()));
}

TEST_P(CredentialsTest, ACodePassesOnce) {
  enrol();
  const std::string once = code();

  EXPECT_TRUE(login(once));
  EXPECT_FALSE(login(once));
  clock_.advance(30'000);
  EXPECT_FALSE(login(once));
  EXPECT_TRUE(login(code()));
}

TEST_P(CredentialsTest, ARecoveryCodePassesOnceInAnySpelling) {
  const auto codes = enrol();
  ASSERT_EQ(codes.size(), 10U);
  std::string shouted = codes[3];
  for (char& c : shouted) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;

  EXPECT_TRUE(login(shouted));
  EXPECT_FALSE(login(codes[3]));
  EXPECT_TRUE(login(codes[4]));
}

TEST_P(CredentialsTest, WrongCodesLockLikeWrongPasswords) {
  enrol();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(login("000000"));

  EXPECT_EQ(login(code()).error().code, ErrorCode::exhausted);
  clock_.advance(30'001);
  EXPECT_TRUE(login(code()));
}

TEST_P(CredentialsTest, AskingForTheCodeIsNoFailure) {
  enrol();
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(login("").error().code, ErrorCode::unauthenticated);
  }
  EXPECT_TRUE(login(code()));
}

TEST_P(CredentialsTest, TheWrongPasswordSaysNothingOfTheSecondFactor) {
  enrol();

  const auto refused = login(code(), "wrong password");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail.find("second-factor"), std::string::npos);
}

TEST_P(CredentialsTest, TheSecretIsNowhereInTheDatabase) {
  enrol();
  const auto row = database_->read([](db::Session& session) {
    return session.query_row("SELECT secret_sealed FROM account_second_factor");
  });

  ASSERT_TRUE(row);
  EXPECT_EQ((**row).text(0).find(secret_), std::string::npos);
  EXPECT_FALSE((**row).text(0).empty());
}

TEST_P(CredentialsTest, TheSecondFactorGoesWithACodeOrByAnAdministrator) {
  enrol();

  EXPECT_FALSE(accounts_->second_factors().remove(anna_, "000000"));
  EXPECT_EQ(accounts_->second_factors().reset(anna_, anna_.id).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(accounts_->second_factors().reset(admin_, anna_.id));
  EXPECT_TRUE(login(""));
  enrol();
  EXPECT_TRUE(accounts_->second_factors().remove(anna_, code()));
  EXPECT_TRUE(login(""));
}

TEST_P(CredentialsTest, SessionsAreListedAndEnd) {
  const auto first = login("");
  const auto second = login("");
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  const auto present = accounts_->by_session(second->session_token);
  ASSERT_TRUE(present);

  const auto lines = accounts_->sessions(*present, anna_.id);
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(lines->front().agent, "Test<b>");
  const std::string other = (*lines)[0].id == present->session ? (*lines)[1].id : (*lines)[0].id;
  EXPECT_EQ(accounts_->sessions(anna_, admin_.id).error().code, ErrorCode::forbidden);
  ASSERT_TRUE(accounts_->revoke_session(*present, anna_.id, other));

  EXPECT_FALSE(accounts_->by_session(first->session_token));
  EXPECT_TRUE(accounts_->by_session(second->session_token));
  EXPECT_EQ(accounts_->revoke_session(*present, anna_.id, other).error().code,
            ErrorCode::not_found);
  EXPECT_TRUE(accounts_->revoke_session(admin_, anna_.id, present->session));
}

TEST_P(CredentialsTest, ANewPasswordEndsTheOtherSessions) {
  const auto stolen = login("");
  const auto own = login("");
  ASSERT_TRUE(stolen);
  ASSERT_TRUE(own);
  const auto present = accounts_->by_session(own->session_token);
  ASSERT_TRUE(present);

  EXPECT_EQ(accounts_->change_password(*present, "wrong password", "another password").error().code,
            ErrorCode::forbidden);
  EXPECT_FALSE(accounts_->change_password(*present, kPassword, "short"));
  ASSERT_TRUE(accounts_->change_password(*present, kPassword, "another password"));

  EXPECT_FALSE(accounts_->by_session(stolen->session_token));
  EXPECT_TRUE(accounts_->by_session(own->session_token));
  EXPECT_TRUE(login("", "another password"));
}

TEST_P(CredentialsTest, ATokenEndsAtItsTime) {
  const TimeMs soon_ms = clock_.now_ms() + 60'000;
  const auto issued = accounts_->issue_token(anna_, "t", {"records:read"}, soon_ms);
  ASSERT_TRUE(issued);
  EXPECT_TRUE(accounts_->by_api_token(issued->token));
  EXPECT_FALSE(accounts_->issue_token(anna_, "t", {"records:read"}, clock_.now_ms()));

  clock_.advance(60'001);

  const auto expired = accounts_->by_api_token(issued->token);
  ASSERT_FALSE(expired);
  EXPECT_NE(expired.error().detail.find("token-expired"), std::string::npos);
}

TEST_P(CredentialsTest, EveryLoginAndRefusalIsInTheAuditLog) {
  ASSERT_TRUE(login(""));
  EXPECT_FALSE(login("", "wrong password"));

  const auto rows = database_->read([&](db::Session& session) {
    return session.query(
        R"sql(SELECT action FROM audit_entry WHERE record_id = $1 AND action LIKE 'login%'
              ORDER BY sequence)sql",
        {anna_.id});
  });
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].text(0), "login");
  EXPECT_EQ((*rows)[1].text(0), "login-refused");
}

}  // namespace

}  // namespace kontor::host
