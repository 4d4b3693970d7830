#include <array>
#include <string>
#include <vector>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

// Asking by mail: who counts as asked, and what becomes of lost mails.
class ConsentAskingTest : public ConsentPluginTest {
 protected:
  void SetUp() override { host.allow(person, "consent"); }
  Result<op::ActionRunResponse> ask_by_mail(const Json& input = Json::object()) {
    return act("consent.ask", "person", person, input);
  }
  std::size_t entries() { return ask("state", {{"person", person}})["purposes"].size(); }
  void tell(const std::string& event, Json payload) {
    ASSERT_TRUE(plugin().call<op::EventDeliver>({.id = "e1",
                                                 .sequence = 1,
                                                 .name = event,
                                                 .occurred_at = "2026-11-22T10:00:00Z",
                                                 .payload = std::move(payload)}));
  }
};

TEST_F(ConsentAskingTest, NobodyCountsAsAskedWhomNoMailWasSentTo) {
  std::vector<op::MailSendRequest> taken;
  bool is_there = false;
  host.on<op::MailSend>([&](const auto& mail) -> Result<op::MailSendResponse> {
    if (!is_there) return Error{ErrorCode::unavailable, "there is no mail server"};
    taken.push_back(mail);
    return op::MailSendResponse{.id = "mail-1"};
  });

  EXPECT_FALSE(ask_by_mail());
  EXPECT_EQ(entries(), 0U) << "nothing is noted";
  EXPECT_TRUE(host.timeline().empty());
  is_there = true;
  const auto asked = ask_by_mail();

  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_EQ(state(), "requested");
  EXPECT_EQ(taken.size(), 1U);
}

TEST_F(ConsentAskingTest, ALostMailCanBeAskedForAgainAndEitherLinkHoldsUntilItIsAnswered) {
  ASSERT_TRUE(ask_by_mail({{"text_version", "first"}}));
  const std::string first = mailed_link();

  const auto again = ask_by_mail({{"text_version", "second"}});

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->output["events"], 2) << "a new event, not a changed one";
  ASSERT_EQ(host.mails().size(), 2U);
  const std::string second = mailed_link();
  EXPECT_NE(first, second);
  visit(first, {{"agree", "yes"}});
  EXPECT_TRUE(allowed());
  const Json record = act("consent.receipt", "person", person, {{"format", "record"}})->output;
  EXPECT_EQ(record.at("dct:hasPart").at(2).at("dpv:hasNotice").at("dct:hasVersion"), "first")
      << "the text that the answered mail had";
  ASSERT_TRUE(act("consent.withdraw", "person", person, Json::object()));
  EXPECT_EQ(visit(second, {{"agree", "yes"}}).status, 404) << "from before a withdrawal";
}

TEST_F(ConsentAskingTest, AMailThatWentBeforeACrashIsNotSentTwiceAndItsLinkHolds) {
  // What was sent under a key is known by it, whatever the plugin has forgotten.
  std::vector<op::MailSendRequest> sent;
  bool crash = true;
  host.on<op::MailSend>([&](const auto& mail) -> Result<op::MailSendResponse> {
    if (sent.empty() || sent.back().key != mail.key) sent.push_back(mail);
    if (crash) return Error{ErrorCode::internal, "the host went away"};
    return op::MailSendResponse{.id = "mail-1"};
  });
  EXPECT_FALSE(ask_by_mail());
  crash = false;

  ASSERT_TRUE(ask_by_mail());

  ASSERT_EQ(sent.size(), 1U) << "the same key";
  const auto begin = sent[0].text.find("http://");
  visit(sent[0].text.substr(begin, sent[0].text.find('\n', begin) - begin), {{"agree", "yes"}});
  EXPECT_TRUE(allowed());
}

TEST_F(ConsentAskingTest, AMailThatWasNotDeliveredLapsesAndMayBeSentAgain) {
  ASSERT_TRUE(ask_by_mail());
  const std::string key = host.mails().back().request.key.value_or("");

  tell("mail.failed", {{"mail", "m"}, {"plugin", "kontor.sms"}, {"key", key}, {"reason", "no"}});
  EXPECT_EQ(state(), "requested") << "another plugin's mail";
  tell("mail.failed",
       {{"mail", "m"}, {"plugin", "kontor.consent"}, {"key", key}, {"reason", "550 no such user"}});

  EXPECT_EQ(state(), "expired");
  EXPECT_EQ(host.timeline().back().body, "The mail could not be delivered: 550 no such user");
  tell("mail.failed", {{"mail", "m"}, {"plugin", "kontor.consent"}, {"key", "ask/x/y"}});
  ASSERT_TRUE(ask_by_mail());
  EXPECT_EQ(state(), "requested");
}

TEST_F(ConsentAskingTest, WithoutAPublicAddressNoMailGoesAndTheSettingIsNamedInFourLanguages) {
  load({{"public_url", ""}});

  const auto refused = ask_by_mail();

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("\"Address of this CRM\""), std::string::npos)
      << refused.error().message;
  EXPECT_TRUE(host.mails().empty());
  EXPECT_EQ(entries(), 0U);
}

TEST_F(ConsentAskingTest, WhoRefusedIsKnownAgainUnderAnotherRecord) {
  ASSERT_TRUE(ask_by_mail({{"purpose", "support"}}));
  ASSERT_TRUE(act("consent.refuse", "person", person, {{"purpose", "support"}}));
  const std::string twin = host.add_record("person", {{"email", "eva@example.test"}});
  ASSERT_TRUE(plugin().call<op::RecordBeforeSave>(
      {.entity = "person",
       .records = {{.id = twin, .is_new = true, .fields = {{"email", "eva@example.test"}}}}}));

  EXPECT_FALSE(ask("allowed", {{"person", twin}, {"purpose", "support"}})["allowed"].get<bool>())
      << "a legitimate interest needs no consent, but she said no to it";
  tell("person.created", {{"id", twin}});
  load({{"public_url", "http://crm.example"}});
  EXPECT_FALSE(ask("allowed", {{"person", twin}, {"purpose", "support"}})["allowed"].get<bool>());
}

}  // namespace
}  // namespace kontor::testing
