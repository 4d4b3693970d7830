#include <string>
#include <vector>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

// What a person asks of the company, and what really happens then.
class ConsentRequestsTest : public ConsentPluginTest {
 protected:
  Result<op::ActionRunResponse> request(const std::string& kind, Json more = Json::object()) {
    more["kind"] = kind;
    return act("consent.request", "person", person, std::move(more));
  }
  Result<op::ActionRunResponse> step(const std::string& kind, const std::string& what,
                                     Json more = Json::object()) {
    if (!kind.empty()) more["kind"] = kind;
    more["step"] = what;
    return act("consent.request_step", "person", person, std::move(more));
  }
  bool may(const std::string& purpose) {
    const bool one = allowed(purpose);
    const Json many = ask("allowed_many", {{"persons", {person}}, {"purpose", purpose}});
    EXPECT_EQ(many["allowed"][0], one) << "for one as for many";
    return one;
  }
  Json kept(const Json& output) {
    return host.storage("request/" + person + "/" + output.at("id").get<std::string>());
  }
};

TEST_F(ConsentRequestsTest, ARestrictionHoldsFromItsRequestUntilItIsLifted) {
  load({{"public_url", "http://crm.example"}, {"purposes", {{"tax", "legal_obligation"}}}});
  record_consent();
  ASSERT_TRUE(may("marketing") && may("support") && may("contract"));

  ASSERT_TRUE(request("restriction"));

  EXPECT_FALSE(may("marketing"));
  EXPECT_FALSE(may("support"));
  EXPECT_FALSE(may("contract")) << "an objection would leave it";
  EXPECT_TRUE(may("tax")) << "the law does not wait";
  load({{"public_url", "http://crm.example"}});
  EXPECT_FALSE(may("contract")) << "also after a restart";
  record_consent();
  EXPECT_TRUE(may("marketing")) << "on a consent given since";
  ASSERT_TRUE(step("restriction", "answer"));
  EXPECT_FALSE(may("contract")) << "answered is not lifted";
  const auto card = plugin().call<op::PanelData>({.panel = "consent.card",
                                                  .actor = {.id = "user-1", .name = "Anna"},
                                                  .record = *host.record("person", person),
                                                  .locale = "en"});
  EXPECT_NE(card->blocks.front().text.find("restricted since"), std::string::npos);

  EXPECT_FALSE(act("consent.unrestrict", "person", person, {{"reason", ""}}));
  const auto lifted = act("consent.unrestrict", "person", person, {{"reason", "it was checked"}});

  ASSERT_TRUE(lifted) << lifted.error().message;
  EXPECT_NE(lifted->output["letter"].get<std::string>().find("The reason: it was checked"),
            std::string::npos);
  EXPECT_TRUE(may("contract"));
  EXPECT_FALSE(act("consent.unrestrict", "person", person, {{"reason", "again"}}));
}

TEST_F(ConsentRequestsTest, ARestrictionThatIsRefusedEnds) {
  ASSERT_TRUE(request("restriction"));
  ASSERT_FALSE(may("contract"));

  ASSERT_TRUE(step("restriction", "refuse", {{"reason", "the data are correct"}}));

  EXPECT_TRUE(may("contract"));
}

TEST_F(ConsentRequestsTest, AnErasureIsAnsweredByErasingAndItsTaskIsDoneThen) {
  const Json opened = request("erasure")->output;
  const std::string task = opened["task"];

  const auto claimed = step("erasure", "answer", {{"receipt", "none"}});

  ASSERT_FALSE(claimed) << "nobody was erased";
  EXPECT_NE(claimed.error().message.find("by erasing this person"), std::string::npos);
  EXPECT_EQ(kept(opened)["state"], "open");
  ASSERT_TRUE(plugin().call<op::SubjectErase>({.person = person}));
  EXPECT_EQ(host.record("task", task)->fields["state"], "done");
}

TEST_F(ConsentRequestsTest, WhoAsksForTheirDataIsAnsweredWithAnExport) {
  for (const char* kind : {"access", "portability"}) {
    const Json opened = request(kind)->output;
    EXPECT_FALSE(step(kind, "answer")) << kind << ": which export?";
    EXPECT_EQ(kept(opened)["state"], "open");

    const auto answered = step(kind, "answer", {{"receipt", "2026-11-23T10:00:00Z"}});

    ASSERT_TRUE(answered) << answered.error().message;
    EXPECT_EQ(kept(opened)["receipt"], "2026-11-23T10:00:00Z");
  }
}

TEST_F(ConsentRequestsTest, LettersAreKeptWithTheirRequestAndMailedWithTheirLines) {
  host.allow(person, "consent");
  const auto opened = request("rectification", {{"send", true}, {"language", "sv"}});
  ASSERT_TRUE(opened) << opened.error().message;
  ASSERT_EQ(host.mails().size(), 1U);
  const SentMail first = host.mails().front();
  EXPECT_EQ(first.address, "Eva@example.test");
  EXPECT_EQ(first.request.subject, "Din begäran: rättelse av dina uppgifter");
  EXPECT_EQ(first.request.text, opened->output["letter"]);
  EXPECT_NE(first.request.text.find(".\n\nVi svarar senast den"), std::string::npos);

  ASSERT_TRUE(step("rectification", "answer", {{"reason", "The name is Eva now."}}));

  const Json letters = kept(opened->output)["letters"];
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[0]["text"], first.request.text);
  EXPECT_EQ(letters[0]["mail"], first.id);
  EXPECT_EQ(letters[0]["language"], "sv");
  EXPECT_EQ(letters[1]["state"], "answered");
  EXPECT_EQ(letters[1]["mail"], "") << "nobody wished it";
  const auto read = act("consent.letter", "person", person, Json::object());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->message, letters[1]["text"]);
  EXPECT_EQ(read->output["text"], letters[1]["text"]);
  ASSERT_TRUE(act("consent.letter", "person", person, {{"send", true}}));
  EXPECT_EQ(host.mails().back().request.text, letters[1]["text"]);
}

TEST_F(ConsentRequestsTest, ALetterThatIsLongerThanAMessageStandsWholeInTheOutput) {
  ASSERT_TRUE(request("access"));

  const auto refused = step("access", "refuse", {{"reason", std::string(1990, 'r')}});

  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_EQ(refused->message, "");
  EXPECT_GT(refused->output["text"].get<std::string>().size(), 2000U);
}

TEST_F(ConsentRequestsTest, ARequestCountsWhetherOrNotItsLetterCanBeMailed) {
  const auto opened = request("access", {{"send", true}});

  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_FALSE(opened->output["mailed"].get<bool>());
  EXPECT_NE(opened->message.find("was not sent by mail"), std::string::npos);
  EXPECT_EQ(kept(opened->output)["state"], "open");
}

TEST_F(ConsentRequestsTest, WhichRequestIsAnsweredIsSaidByItsKindAndTheOneDueFirstComesFirst) {
  const Json late = request("rectification", {{"received_on", "2026-01-30"}})->output;
  const Json early = request("rectification", {{"received_on", "2026-01-05"}})->output;
  EXPECT_TRUE(step("", "answer")) << "two of one kind are no question";
  EXPECT_EQ(kept(early)["state"], "answered");
  EXPECT_EQ(kept(late)["state"], "open");
  ASSERT_TRUE(request("objection"));

  EXPECT_FALSE(step("", "answer")) << "which of them?";
  EXPECT_FALSE(step("erasure", "refuse", {{"reason", "no"}})) << "nobody asked for that";
  EXPECT_TRUE(step("rectification", "answer"));
  EXPECT_TRUE(step("", "answer")) << "one is left";
}

}  // namespace
}  // namespace kontor::testing
