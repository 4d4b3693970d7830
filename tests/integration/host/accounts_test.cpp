#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

using testing::kPassword;

class AccountsTest : public testing::HostTest {
 protected:
  AccountsTest() {
    admin_ = accounts_->act_as(add_user("admin@kontor.example", "administrator")).value();
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, AccountsTest, testing::both_databases(),
                         testing::database_name);

TEST_P(AccountsTest, SignsInWithAnyCaseOfTheAddress) {
  const auto login = accounts_->login("Admin@Kontor.example", kPassword);

  ASSERT_TRUE(login);
  const auto principal = accounts_->by_session(login->session_token);
  ASSERT_TRUE(principal);
  EXPECT_EQ(principal->id, admin_.id);
  EXPECT_EQ(login->csrf, Accounts::csrf_of(login->session_token));
}

TEST_P(AccountsTest, SaysTheSameOfUnknownAddressesAndWrongPasswords) {
  const auto unknown = accounts_->login("nobody@kontor.example", kPassword);
  const auto wrong = accounts_->login("admin@kontor.example", "wrong password");

  ASSERT_FALSE(unknown);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(unknown.error().message, wrong.error().message);
}

TEST_P(AccountsTest, LocksAfterFiveFailuresAndWaitsLongerEachTime) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(accounts_->login("admin@kontor.example", "wrong password").error().code,
              ErrorCode::unauthenticated);
  }

  EXPECT_EQ(accounts_->login("admin@kontor.example", kPassword).error().code, ErrorCode::exhausted);
  clock_.advance(30'001);
  EXPECT_EQ(accounts_->login("admin@kontor.example", "wrong password").error().code,
            ErrorCode::unauthenticated);
  clock_.advance(30'001);
  EXPECT_EQ(accounts_->login("admin@kontor.example", kPassword).error().code, ErrorCode::exhausted);
  clock_.advance(30'001);
  EXPECT_TRUE(accounts_->login("admin@kontor.example", kPassword));
}

TEST_P(AccountsTest, LogoutEndsTheSessionAndTellsWhoHoldsSeats) {
  const auto login = accounts_->login("admin@kontor.example", kPassword);
  ASSERT_TRUE(login);
  const auto principal = accounts_->by_session(login->session_token);
  ASSERT_TRUE(principal);
  std::string ended;
  accounts_->on_session_end(
      [&](const std::string& user, const std::string& session) { ended = user + " " + session; });

  ASSERT_TRUE(accounts_->logout(login->session_token));

  EXPECT_EQ(ended, admin_.id + " " + principal->session);
  EXPECT_FALSE(accounts_->by_session(login->session_token));
}

TEST_P(AccountsTest, SessionsEndWhenIdleAndAfterAWeek) {
  const auto login = accounts_->login("admin@kontor.example", kPassword);
  ASSERT_TRUE(login);

  clock_.advance(Accounts::kSessionIdleMs + 1);

  EXPECT_FALSE(accounts_->by_session(login->session_token));
}

TEST_P(AccountsTest, TokensMayNoMoreThanTheirScopes) {
  const auto issued = accounts_->issue_token(admin_, "reader", {"person:read"});
  ASSERT_TRUE(issued);

  const auto token = accounts_->by_api_token(issued->token);

  ASSERT_TRUE(token);
  EXPECT_TRUE(token->rights->may("person", Verb::read));
  EXPECT_FALSE(token->rights->may("person", Verb::update));
  EXPECT_FALSE(token->rights->may("deal", Verb::read));
  EXPECT_FALSE(accounts_->issue_token(*token, "more", {"*"}));
  ASSERT_TRUE(accounts_->revoke_token(admin_, issued->id));
  EXPECT_FALSE(accounts_->by_api_token(issued->token));
}

TEST_P(AccountsTest, KeepsOnlyHashesOfSecrets) {
  const auto login = accounts_->login("admin@kontor.example", kPassword);
  const auto issued = accounts_->issue_token(admin_, "t", {"*"});
  ASSERT_TRUE(login);
  ASSERT_TRUE(issued);

  for (const char* secrets :
       {"SELECT token_hash FROM account_session", "SELECT token_hash FROM account_token",
        "SELECT password_hash FROM account_user"}) {
    const auto rows = database_->read([&](db::Session& session) { return session.query(secrets); });
    ASSERT_TRUE(rows);
    for (const db::Row& row : *rows) {
      EXPECT_NE(row.text(0), login->session_token);
      EXPECT_NE(row.text(0), issued->token);
      EXPECT_EQ(row.text(0).find(kPassword), std::string::npos);
    }
  }
}

TEST_P(AccountsTest, AddingUsersNeedsTheRight) {
  const NewUser bo{"bo@kontor.example", "Bo", kPassword, {"sales"}};

  EXPECT_EQ(accounts_->add_user(somebody({}), bo).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(accounts_->add_user(admin_, bo));
  EXPECT_EQ(accounts_->add_user(admin_, bo).error().code, ErrorCode::conflict);
  EXPECT_FALSE(accounts_->add_user(admin_, {"c@kontor.example", "C", "short", {"sales"}}));
  EXPECT_FALSE(accounts_->add_user(admin_, {"c@kontor.example", "C", kPassword, {"king"}}));
}

}  // namespace

}  // namespace kontor::host
