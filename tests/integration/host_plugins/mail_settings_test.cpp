#include "host/plugins/mail_settings.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/smtp_server.hpp"

namespace kontor::host {
namespace {

class MailSettingsTest : public OnEither<DeskTest> {
 protected:
  Json wanted() const {
    return {{"host", "127.0.0.1"},
            {"port", server.port()},
            {"security", "starttls"},
            {"user", ""},
            {"from", "Exempel AB <crm@example.test>"}};
  }
  Json shown() { return plugins->mail_settings(admin).value(); }
  testing::SmtpServer server;
};
INSTANTIATE_TEST_SUITE_P(Databases, MailSettingsTest, testing::both_databases(),
                         testing::database_name);

TEST_P(MailSettingsTest, AnAdministratorChoosesTheServerAndTriesItOut) {
  EXPECT_EQ(shown()["source"], "none");
  EXPECT_FALSE(plugins->try_mail(admin, "boss@example.test"));

  ASSERT_TRUE(plugins->set_mail_settings(admin, wanted()));

  EXPECT_EQ(shown()["source"], "saved");
  const Status tried = plugins->try_mail(admin, "boss@example.test");
  ASSERT_TRUE(tried) << tried.error().message;
  ASSERT_EQ(server.mails().size(), 1U);
  EXPECT_EQ(server.mails().front().to, "boss@example.test");
  EXPECT_EQ(server.mails().front().from, "crm@example.test");
}

TEST_P(MailSettingsTest, AMailThatWaitsGoesOnceThereIsAServer) {
  ASSERT_TRUE(plugins->set_mail_settings(admin, wanted()));
  const Record anna = consenting("anna@example.test");
  const Json permit =
      ask("message.permit/1",
          {{"person", anna.id}, {"channel", "email"}, {"purpose", "marketing"}})["answer"];

  ASSERT_TRUE(ask("mail.send/1", {{"permit", permit["permit"]}, {"subject", "s"}, {"text", "t"}})
                  .contains("answer"));

  EXPECT_TRUE(eventually([&] { return server.mails().size() == 1; }));
}

TEST_P(MailSettingsTest, APasswordIsKeptSealedNeverShownAndForOneServer) {
  Json settings = wanted();
  settings["user"] = "crm";
  settings["password"] = "s3cret-of-the-server";
  ASSERT_TRUE(plugins->set_mail_settings(admin, settings));

  EXPECT_EQ(shown()["has_password"], true);
  EXPECT_FALSE(shown().contains("password"));
  settings.erase("password");
  settings["from"] = "sales@example.test";
  EXPECT_TRUE(plugins->set_mail_settings(admin, settings));
  EXPECT_EQ(shown()["has_password"], true);
  settings["host"] = "elsewhere.example.test";
  const Status moved = plugins->set_mail_settings(admin, settings);
  ASSERT_FALSE(moved);
  EXPECT_NE(moved.error().message.find("needs it anew"), std::string::npos);
  EXPECT_EQ(all_that_is_kept().find("s3cret-of-the-server"), std::string::npos);
}

TEST_P(MailSettingsTest, WrongSettingsAreRefusedAndNothingIsKept) {
  Json settings = wanted();
  settings["from"] = "nobody\r\nBcc: all@example.test";
  EXPECT_FALSE(plugins->set_mail_settings(admin, settings));
  settings = wanted();
  settings["host"] = "a/b";
  EXPECT_FALSE(plugins->set_mail_settings(admin, settings));
  Principal seller = user("seller");
  seller.rights = std::make_shared<const Rights>();

  EXPECT_EQ(shown()["source"], "none");
  EXPECT_EQ(plugins->mail_settings(seller).error().code, ErrorCode::forbidden);
  EXPECT_EQ(plugins->set_mail_settings(seller, wanted()).error().code, ErrorCode::forbidden);
  EXPECT_EQ(plugins->try_mail(seller, "a@b.se").error().code, ErrorCode::forbidden);
}

TEST_P(MailSettingsTest, ForgottenSettingsGiveTheServerOfTheStartAgain) {
  auto secrets = PluginSecrets::open(data / "keys", *database, random).value();
  MailSettings start(*database, secrets, "smtps://me:pw@mail.example.test:4650",
                     "crm@example.test");
  ASSERT_TRUE(start.save(wanted()));
  EXPECT_EQ(start.show()->value("source", ""), "saved");
  ASSERT_TRUE(start.forget());
  EXPECT_EQ(start.show()->value("source", ""), "start");
  EXPECT_EQ(start.show()->value("port", 0), 4650);
  EXPECT_EQ(start.show()->value("has_password", false), true);
}

}  // namespace
}  // namespace kontor::host
