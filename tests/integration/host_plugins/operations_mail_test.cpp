#include "base/core/bytes.hpp"
#include "tests/integration/host_plugins/desk.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/smtp_server.hpp"

namespace kontor::host {
namespace {

class MailTest : public OnEither<DeskTest> {
 protected:
  void SetUp() override {
    mail_server = "smtp://127.0.0.1:" + std::to_string(server.port());
    DeskTest::SetUp();
  }
  std::string permit_for(const Record& someone) {
    const Json permit =
        ask("message.permit/1",
            {{"person", someone.id}, {"channel", "email"}, {"purpose", "marketing"}});
    EXPECT_TRUE(permit.contains("answer")) << permit;
    return permit["answer"].value("permit", "");
  }
  bool received(std::size_t count) {
    return eventually([&] { return server.mails().size() >= count; });
  }
  testing::SmtpServer server;
};
INSTANTIATE_TEST_SUITE_P(Databases, MailTest, testing::both_databases(), testing::database_name);

TEST_P(MailTest, GoesToTheAddressOfItsPermit) {
  const Record anna = consenting("anna@example.test");
  const Json file = act("store", {{"bytes", 30}});

  const Json sent = ask("mail.send/1", {{"permit", permit_for(anna)},
                                        {"subject", "Hej på dig"},
                                        {"text", "Tack!"},
                                        {"html", "<b>Tack!</b>"},
                                        {"unsubscribe", "https://crm.example.test/p/x/y"},
                                        {"attachments", {file["file"]}}});

  ASSERT_TRUE(sent.contains("answer")) << sent;
  ASSERT_TRUE(received(1));
  const auto mail = server.mails().front();
  EXPECT_EQ(mail.from, "crm@example.test");
  EXPECT_EQ(mail.to, "anna@example.test");
  EXPECT_NE(mail.text.find("Subject: =?UTF-8?B?" + base64_encode("Hej på dig")), mail.text.npos)
      << mail.text;
  EXPECT_NE(mail.text.find(base64_encode("Tack!")), mail.text.npos);
  EXPECT_NE(mail.text.find(base64_encode("<b>Tack!</b>")), mail.text.npos);
  EXPECT_NE(mail.text.find("filename*=UTF-8''call.wav"), mail.text.npos);
  EXPECT_NE(mail.text.find("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), mail.text.npos);
  EXPECT_TRUE(eventually([this] { return stored("events").is_array(); }));
  EXPECT_EQ(stored("events")[0]["name"], "mail.sent");
  EXPECT_EQ(stored("events")[0]["payload"]["mail"], sent["answer"]["id"]);
}

TEST_P(MailTest, UsesAPermitUpAndNeedsOne) {
  const Record anna = consenting("anna@example.test");
  const std::string permit = permit_for(anna);
  const Json mail = {{"permit", permit}, {"subject", "s"}, {"text", "t"}};
  ASSERT_TRUE(ask("mail.send/1", mail).contains("answer"));

  EXPECT_EQ(ask("mail.send/1", mail)["status"], 3);
  EXPECT_EQ(ask("mail.send/1", {{"permit", "made up"}, {"subject", "s"}, {"text", "t"}})["status"],
            3);
  const Record bo = person({{"first_name", "Bo"}, {"email", "bo@example.test"}});
  EXPECT_EQ(ask("message.permit/1",
                {{"person", bo.id}, {"channel", "email"}, {"purpose", "marketing"}})["status"],
            3);
  EXPECT_TRUE(received(1));
  EXPECT_EQ(server.mails().size(), 1U);
}

TEST_P(MailTest, IsSentOnceForOneKey) {
  const Record anna = consenting("anna@example.test");
  const Json first =
      ask("mail.send/1",
          {{"permit", permit_for(anna)}, {"subject", "s"}, {"text", "t"}, {"key", "offer-1"}});
  ASSERT_TRUE(received(1));

  const Json second =
      ask("mail.send/1",
          {{"permit", permit_for(anna)}, {"subject", "s"}, {"text", "t"}, {"key", "offer-1"}});

  EXPECT_EQ(first["answer"]["id"], second["answer"]["id"]);
  EXPECT_EQ(server.mails().size(), 1U);
}

TEST_P(MailTest, FailsForGoodWhenTheServerSaysSo) {
  server.refuse("550 no such user", 1);
  const Record anna = consenting("nobody@example.test");
  ASSERT_TRUE(ask("mail.send/1", {{"permit", permit_for(anna)}, {"subject", "s"}, {"text", "t"}})
                  .contains("answer"));

  EXPECT_TRUE(eventually([this] { return stored("events").is_array(); }));

  EXPECT_EQ(stored("events")[0]["name"], "mail.failed");
  EXPECT_NE(stored("events")[0]["payload"]["reason"].get<std::string>().find("no such user"),
            std::string::npos);
}

TEST_P(MailTest, WaitsOverARestartOfTheHost) {
  const Record anna = consenting("anna@example.test");
  const std::string permit = permit_for(anna);
  server.refuse("450 come again later", 1);
  ASSERT_TRUE(
      ask("mail.send/1", {{"permit", permit}, {"subject", "s"}, {"text", "t"}}).contains("answer"));
  ASSERT_TRUE(eventually([this] { return server.connections() > 0; }));
  close();
  // The pause before the next try has passed when the host comes back.
  auto later = open_again();
  ASSERT_TRUE(later->transaction([](db::Session& session) {
    return session.execute("UPDATE plugin_mail SET next_at_ms = 0");
  }));
  later.reset();
  open();

  EXPECT_TRUE(received(1));
  EXPECT_EQ(server.mails().size(), 1U);
}

TEST_P(MailTest, RefusesHeadersInsideHeaders) {
  const Record anna = consenting("anna@example.test");

  EXPECT_EQ(ask("mail.send/1", {{"permit", permit_for(anna)},
                                {"subject", "s\r\nBcc: all@example.test"},
                                {"text", "t"}})["status"],
            1);
  EXPECT_EQ(ask("mail.send/1", {{"permit", permit_for(anna)},
                                {"subject", "s"},
                                {"reply_to", "a@b\r\nBcc: c@d"},
                                {"text", "t"}})["status"],
            1);
}

class MailServerTest : public DeskTest {};

TEST_F(MailServerTest, SignsInOnlyOnceTheLineIsEncryptedAndTheServerProvenGenuine) {
  make_certificate();
  testing::SmtpServer server(data / "certificate.pem", data / "key.pem");
  const std::string port = std::to_string(server.port());
  mail_server = "smtp://crm:p%40ss@localhost:" + port;
  ca_file = (data / "certificate.pem").string();
  close();
  open();
  plugins->start_all();
  ASSERT_TRUE(
      eventually([this] { return (*plugins->describe("test.desk"))["state"] == "running"; }));
  const Record anna = consenting("anna@example.test");
  const Json permit =
      ask("message.permit/1",
          {{"person", anna.id}, {"channel", "email"}, {"purpose", "marketing"}})["answer"];

  ask("mail.send/1", {{"permit", permit["permit"]}, {"subject", "s"}, {"text", "t"}});

  ASSERT_TRUE(eventually([&] { return !server.mails().empty(); }));
  EXPECT_TRUE(server.mails()[0].encrypted);
  EXPECT_EQ(server.mails()[0].user, "crm:p@ss");
}

TEST_F(MailServerTest, SendsNoMailWithoutAServer) {
  const Json refused = ask("mail.send/1", {{"permit", "p"}, {"subject", "s"}, {"text", "t"}});

  EXPECT_EQ(refused["status"], 8) << refused;
}

}  // namespace
}  // namespace kontor::host
