#include <string>
#include <vector>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

// A child a guardian has agreed for.
class ConsentChildrenTest : public ConsentPluginTest {
 protected:
  void SetUp() override {
    load({{"public_url", "http://crm.example"}, {"controller_contact", "data@nord.example"}});
    const auto given = act("consent.record", "person", person,
                           {{"proof", "a signed form"}, {"child", true}, {"guardian", "Kim Ek"}});
    ASSERT_TRUE(given) << given.error().message;
    page = given->output["withdrawal_link"];
  }
  static std::string text_of_page(const op::PageRenderResponse& shown) {
    std::string text;
    for (const op::ViewBlock& block : shown.blocks) text += block.text + "\n";
    return text;
  }
  static std::vector<std::string> boxes(const op::PageRenderResponse& shown) {
    std::vector<std::string> names;
    for (const op::ViewBlock& block : shown.blocks)
      for (const op::FormField& input : block.inputs)
        if (input.kind == "checkbox") names.push_back(input.name);
    return names;
  }
  Result<op::ActionRunResponse> record(Json input) {
    input["proof"] = "by telephone";
    return act("consent.record", "person", person, std::move(input));
  }
  std::string page;
};

TEST_F(ConsentChildrenTest, WithdrawOnTheirOwnPageAndCannotAgreeThereAlone) {
  EXPECT_EQ(boxes(visit(page)), (std::vector<std::string>{"marketing", "support"}));
  visit(page, {{"choices", "shown"}, {"support", "true"}});
  EXPECT_FALSE(allowed()) << "to withdraw is their right";

  const auto shown =
      visit(page, {{"choices", "shown"}, {"support", "true"}, {"marketing", "true"}});

  EXPECT_FALSE(allowed()) << "to agree is the guardian's";
  EXPECT_EQ(boxes(shown), (std::vector<std::string>{"support"}));
  EXPECT_NE(text_of_page(shown).find("Offers and news: for a child, only a parent or guardian"),
            std::string::npos);
  EXPECT_NE(text_of_page(shown).find("data@nord.example"), std::string::npos);
}

TEST_F(ConsentChildrenTest, StayChildrenWhenAColleagueRecordsAnewWithoutTheTick) {
  EXPECT_FALSE(record({{"purpose", "events"}})) << "for another purpose, too";
  EXPECT_FALSE(record({{"purpose", "marketing"}}));

  const auto renewed = record({{"purpose", "events"}, {"guardian", "Kim Ek"}});

  ASSERT_TRUE(renewed) << renewed.error().message;
  EXPECT_TRUE(renewed->output["child"].get<bool>()) << "flagged without the tick";
  load({{"public_url", "http://crm.example"}});
  EXPECT_FALSE(record({{"purpose", "birthdays"}})) << "also after a restart";
}

TEST_F(ConsentChildrenTest, AreNotAskedByMailAndALinkFromBeforeTheFlagIsNotTheirs) {
  host.allow(person, "consent");
  EXPECT_FALSE(act("consent.ask", "person", person, {{"purpose", "events"}}));
  EXPECT_TRUE(host.mails().empty());
  const std::string other = host.add_record("person", {{"email", "li@example.test"}});
  host.allow(other, "consent");
  ASSERT_TRUE(act("consent.ask", "person", other, {{"purpose", "events"}}));
  const std::string link = mailed_link();
  ASSERT_TRUE(act("consent.record", "person", other,
                  {{"proof", "paper"}, {"child", true}, {"guardian", "Kim Ek"}}));

  const auto answered = visit(link, {{"agree", "yes"}});

  EXPECT_EQ(answered.status, 403);
  EXPECT_NE(text_of_page(answered).find("only a parent or guardian"), std::string::npos);
  EXPECT_FALSE(ask("allowed", {{"person", other}, {"purpose", "events"}})["allowed"].get<bool>());
}

TEST_F(ConsentChildrenTest, AreOfAgeByAnEventOfItsOwnThatSaysWhoAndHow) {
  const auto cleared = [this](const std::string& reason) {
    return act("consent.of_age", "person", person, {{"reason", reason}});
  };
  const auto card = [this] {
    return plugin()
        .call<op::PanelData>({.panel = "consent.card",
                              .actor = {.id = "user-1", .name = "Anna"},
                              .record = *host.record("person", person),
                              .locale = "en"})
        ->blocks.front();
  };
  EXPECT_EQ(card().text, "A child: only a parent or guardian can agree. Last they did: Kim Ek.");
  EXPECT_FALSE(cleared(""));

  ASSERT_TRUE(cleared("showed an identity card"));

  EXPECT_FALSE(cleared("again")) << "is no child now";
  EXPECT_EQ(card().kind, "table");
  EXPECT_TRUE(record({{"purpose", "events"}}));
  const Json kept = host.storage("childhood/" + person + "/00000002");
  EXPECT_EQ(kept.at("actor"), "user-1");
  EXPECT_EQ(kept.at("reason"), "showed an identity card");
  EXPECT_FALSE(kept.at("child").get<bool>());
  load({{"public_url", "http://crm.example"}});
  EXPECT_TRUE(record({{"purpose", "birthdays"}})) << "also after a restart";
}

TEST_F(ConsentChildrenTest, GrantsOfOtherPluginsNeedTheGuardianToo) {
  const auto grant = [this](Json proof) {
    return plugin().call<op::ServiceCall>(
        {.service = "kontor.consent/1",
         .method = "grant",
         .caller = "kontor.sms",
         .request = {{"person", person}, {"purpose", "events"}, {"proof", std::move(proof)}}});
  };

  EXPECT_FALSE(grant({{"how", "wrote START"}}));
  EXPECT_TRUE(grant({{"how", "wrote START"}, {"guardian", "Kim Ek"}}));
}

}  // namespace
}  // namespace kontor::testing
