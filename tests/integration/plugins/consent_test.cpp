#include <chrono>
#include <set>

#include "tests/integration/plugins/consent_fixture.hpp"

namespace kontor::testing {
namespace {

TEST_F(ConsentPluginTest, AllowsMarketingOnlyWithAConsentOnRecord) {
  EXPECT_FALSE(allowed());
  EXPECT_TRUE(allowed("contract"));

  const Json receipt = record_consent();

  EXPECT_TRUE(allowed());
  EXPECT_EQ(receipt["state"], "given");
  EXPECT_EQ(receipt["proof"]["evidence"], "ticked the box on the form");
  const Json record = act("consent.receipt", "person", person, {{"format", "record"}})->output;
  EXPECT_EQ(record["dct:hasPart"][0]["dct:creator"], "user-1");
  EXPECT_EQ(host.record("person", person)->fields["consent_state"], "granted");
  ASSERT_EQ(host.timeline().size(), 1U);
  EXPECT_EQ(host.timeline()[0].summary, "Consent recorded: Offers and news");
}

TEST_F(ConsentPluginTest, AnswersForAPageOfPeopleAsItDoesForEach) {
  record_consent();
  const std::string other = host.add_record("person", {{"name", "Bo"}});
  ask("withdraw", {{"person", other}, {"purpose", "support"}});
  ask("withdraw", {{"person", other}, {"purpose", "contract"}});

  for (const char* purpose : {"marketing", "support", "contract", "unheard-of"}) {
    const Json many = ask("allowed_many", {{"persons", {person, other}}, {"purpose", purpose}});
    for (std::size_t i = 0; i < 2; ++i) {
      const Json one = ask("allowed", {{"person", i == 0 ? person : other}, {"purpose", purpose}});
      EXPECT_EQ(many["allowed"][i], one["allowed"]) << purpose << " " << i;
    }
  }
}

TEST_F(ConsentPluginTest, NamesThePurposesOfItsSettingsAndOfItsMemory) {
  EXPECT_EQ(ask("purposes", Json::object())["purposes"],
            (Json{"contract", "marketing", "support"}));

  ASSERT_TRUE(
      act("consent.record", "person", person, {{"purpose", "club"}, {"proof", "on paper"}}));

  EXPECT_EQ(ask("purposes", Json::object())["purposes"],
            (Json{"club", "contract", "marketing", "support"}));
}

TEST_F(ConsentPluginTest, RecordsNoConsentWithoutProof) {
  const auto refused =
      act("consent.record", "person", person, {{"purpose", "marketing"}, {"proof", ""}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(allowed());
}

TEST_F(ConsentPluginTest, WithdrawsByASignedLinkThatAsksFirst) {
  const std::string link = record_consent()["withdrawal_link"];
  ASSERT_TRUE(link.starts_with("http://crm.example/p/kontor.consent/preferences/"));

  const auto shown = visit(link);
  EXPECT_EQ(shown.blocks.back().kind, "form");
  EXPECT_EQ(shown.blocks.back().inputs[0].name, "marketing");
  EXPECT_EQ(shown.blocks.back().inputs[0].value, "true");
  EXPECT_TRUE(allowed()) << "a look at the page changes nothing";
  visit(link, {{"choices", "shown"}, {"support", "true"}});
  EXPECT_FALSE(allowed());
  EXPECT_TRUE(allowed("support")) << "what stays ticked stays";
  EXPECT_EQ(host.record("person", person)->fields["consent_state"], "withdrawn");
  const std::size_t noted = host.timeline().size();
  visit(link, {{"choices", "shown"}, {"support", "true"}});
  EXPECT_EQ(host.timeline().size(), noted) << "twice does no harm";
}

TEST_F(ConsentPluginTest, WithdrawsAtTheButtonOfAMailProgram) {
  const std::string link = record_consent()["withdrawal_link"];

  visit(link, {{"List-Unsubscribe", "One-Click"}});

  EXPECT_FALSE(allowed());
  EXPECT_TRUE(allowed("support")) << "the link was about marketing alone";
}

TEST_F(ConsentPluginTest, ShowsThePreferencePageInFourLanguages) {
  const std::string link = record_consent()["withdrawal_link"];
  std::set<std::string> titles;

  for (const char* locale : {"en", "ru", "sv", "da"}) titles.insert(visit(link, {}, locale).title);

  EXPECT_EQ(titles.size(), 4U);
}

TEST_F(ConsentPluginTest, KnowsNoGuessedAndNoAlteredLink) {
  const std::string link = record_consent()["withdrawal_link"];
  std::string altered = link;
  altered.back() = altered.back() == '0' ? '1' : '0';
  std::string elsewhere = link;
  elsewhere.replace(elsewhere.find("/preferences/"), 13, "/confirm/");

  for (const std::string& bad :
       {altered, elsewhere, std::string("http://x/p/kontor.consent/preferences/00")}) {
    EXPECT_EQ(visit(bad).status, 404) << bad;
    EXPECT_EQ(visit(bad, {{"choices", "shown"}}).status, 404) << bad;
  }
  EXPECT_TRUE(allowed());
}

TEST_F(ConsentPluginTest, DoubleOptInHoldsOnlyAfterTheButtonBehindTheMailedLink) {
  host.allow(person, "consent");
  const auto asked = act("consent.ask", "person", person, {{"text_version", "2026-1"}});
  ASSERT_TRUE(asked) << asked.error().message;
  EXPECT_EQ(host.mails().back().address, "Eva@example.test");
  const std::string link = mailed_link();

  EXPECT_FALSE(allowed()) << "asked is not given";
  visit(link);
  EXPECT_FALSE(allowed()) << "a mail scanner has followed the link";
  visit(link, {{"agree", "yes"}});

  EXPECT_TRUE(allowed());
  const Json record = act("consent.receipt", "person", person, {{"format", "record"}})->output;
  EXPECT_EQ(record.at("dct:hasPart").at(1).at("dpv:hasNotice").at("dct:hasVersion"), "2026-1");
}

TEST_F(ConsentPluginTest, AnOldConfirmationLinkBringsNoWithdrawnConsentBack) {
  host.allow(person, "consent");
  ASSERT_TRUE(act("consent.ask", "person", person, Json::object()));
  const std::string link = mailed_link();
  visit(link, {{"agree", "yes"}});
  ASSERT_TRUE(act("consent.withdraw", "person", person, Json::object()));

  EXPECT_EQ(visit(link, {{"agree", "yes"}}).status, 404);

  EXPECT_FALSE(allowed());
  EXPECT_EQ(state(), "withdrawn");
}

TEST_F(ConsentPluginTest, ChildrenNeedAGuardianAndSensitiveDataAnExplicitStatement) {
  load({{"special_purposes", "health"}});
  const Json proof = {{"purpose", "marketing"}, {"proof", "a form"}, {"child", true}};
  Json guarded = proof;
  guarded["guardian"] = "Kim Ek";
  const Json health = {{"purpose", "health"}, {"proof", "a form"}};
  Json expressly = health;
  expressly["explicit"] = true;
  Json both = expressly;
  both["guardian"] = "Kim Ek";

  EXPECT_FALSE(act("consent.record", "person", person, proof));
  EXPECT_FALSE(act("consent.record", "person", person, health));
  const auto child = act("consent.record", "person", person, guarded);
  EXPECT_FALSE(act("consent.record", "person", person, expressly)) << "the child's own word";
  const auto special = act("consent.record", "person", person, both);

  ASSERT_TRUE(child && special);
  EXPECT_TRUE(child->output["child"]);
  EXPECT_TRUE(special->output["special"]);
  const Json kantara =
      act("consent.receipt", "person", person, {{"purpose", "health"}, {"format", "kantara"}})
          ->output;
  EXPECT_TRUE(kantara["sensitive"]);
  EXPECT_EQ(kantara["services"][0]["purposes"][0]["consentType"], "EXPLICIT");
  const auto card = *plugin().call<op::PanelData>({.panel = "consent.card",
                                                   .actor = {.id = "user-1", .name = "Anna"},
                                                   .record = *host.record("person", person)});
  EXPECT_EQ(card.blocks.at(1).rows.at(0).at(0), "Health · child: Kim Ek agreed · sensitive data");
  EXPECT_EQ(card.blocks.at(1).rows.at(1).at(0), "Offers and news · child: Kim Ek agreed");
}

TEST_F(ConsentPluginTest, ThePersonsOwnPageShowsAndWithdrawsWhateverIsOnRecord) {
  const auto given = act("consent.record", "person", person,
                         {{"purpose", "birthday_cards"}, {"proof", "said so by phone"}});
  ASSERT_TRUE(given) << given.error().message;
  const std::string link = given->output["withdrawal_link"];
  const auto boxes = [](const op::PageRenderResponse& page) {
    std::map<std::string, std::string> found;
    for (const op::ViewBlock& block : page.blocks) {
      for (const op::FormField& input : block.inputs) found[input.name] = input.value;
    }
    return found;
  };

  EXPECT_EQ(boxes(visit(link)).at("birthday_cards"), "true") << "no setting names this purpose";
  visit(link, {{"choices", "shown"}});

  EXPECT_FALSE(allowed("birthday_cards"));
  EXPECT_EQ(boxes(visit(link)).at("birthday_cards"), "");
}

TEST_F(ConsentPluginTest, ExpiresByItselfAndIsRenewedByANewEventOnly) {
  load({{"expires_after_days", 30}});
  ASSERT_TRUE(act("consent.record", "person", person,
                  {{"purpose", "marketing"}, {"proof", "paper"}, {"given_on", "2026-01-02"}}));

  EXPECT_FALSE(allowed()) << "its time is over before any job has run";
  ASSERT_TRUE(plugin().call<op::JobRun>({.job = "consent.daily", .payload = Json::object()}));
  EXPECT_EQ(state(), "expired");
  record_consent();
  EXPECT_EQ(state(), "given");
  record_consent();
  EXPECT_EQ(state(), "renewed");
  EXPECT_TRUE(allowed());
}

TEST_F(ConsentPluginTest, ErasureLeavesHashesThatStopTheReturn) {
  record_consent();
  const auto kept = plugin().call<op::SubjectErase>({.person = person});
  ASSERT_TRUE(kept) << kept.error().message;
  ASSERT_EQ(kept->kept.size(), 1U);
  const auto save = [this](Json fields) {
    return *plugin().call<op::RecordBeforeSave>(
        {.entity = "person",
         .records = {{.id = "back", .is_new = true, .fields = std::move(fields)}}});
  };

  EXPECT_TRUE(save({{"email", "eva@EXAMPLE.test "}}).results[0].refusal);
  EXPECT_TRUE(save({{"phone", "+46 70 123 45 67"}}).results[0].refusal);
  EXPECT_FALSE(save({{"email", "other@example.test"}}).results[0].refusal);
  load(Json::object());
  EXPECT_TRUE(save({{"email", "eva@example.test"}}).results[0].refusal) << "also after a restart";
  ASSERT_TRUE(
      act("consent.readmit", "", "",
          {{"email", "eva@example.test"}, {"phone", "+46701234567"}, {"proof", "called us"}}));
  EXPECT_FALSE(save({{"email", "eva@example.test"}}).results[0].refusal);
}

TEST_F(ConsentPluginTest, ADuplicateOfWhoSaidNoIsNotWrittenToEither) {
  ask("withdraw", {{"person", person}, {"purpose", "support"}});
  const std::string twin = host.add_record("person", {{"email", "eva@example.test"}});
  const auto may = [&] {
    return ask("allowed", {{"person", twin}, {"purpose", "support"}})["allowed"];
  };
  EXPECT_TRUE(may());

  ASSERT_TRUE(plugin().call<op::RecordBeforeSave>(
      {.entity = "person",
       .records = {{.id = twin, .is_new = true, .fields = {{"email", "eva@example.test"}}}}}));

  EXPECT_FALSE(may()) << "from the moment it is saved";
  ASSERT_TRUE(plugin().call<op::EventDeliver>({.id = "e1",
                                               .sequence = 1,
                                               .name = "person.created",
                                               .occurred_at = "2026-11-22T10:00:00Z",
                                               .payload = {{"id", twin}}}));
  load(Json::object());
  EXPECT_FALSE(may()) << "and after a restart";
}

TEST_F(ConsentPluginTest, ARequestHasItsDeadlineItsTaskAndItsLetters) {
  const auto opened = act("consent.request", "person", person,
                          {{"kind", "access"}, {"received_on", "2026-01-31"}, {"language", "sv"}});
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->output["answer_by"], "2026-03-02") << "28 February is a Saturday";
  EXPECT_NE(opened->message.find("Vi svarar senast den 2026-03-02"), std::string::npos);
  const std::string task = opened->output["task"];
  EXPECT_EQ(host.record("task", task)->fields["due_at"], "2026-03-02T12:00:00.000Z");
  const auto step = [&](const std::string& what, const std::string& reason) {
    return act("consent.request_step", "person", person,
               {{"kind", "access"}, {"step", what}, {"reason", reason}});
  };

  EXPECT_FALSE(step("extend", "many files")) << "the month is over";
  EXPECT_FALSE(step("refuse", "")) << "a refusal says why";
  const auto refused = step("refuse", "we cannot tell who you are");
  ASSERT_TRUE(refused) << refused.error().message;
  EXPECT_NE(refused->message.find("authority"), std::string::npos);
  EXPECT_EQ(host.record("task", task)->fields["state"], "done");
  EXPECT_FALSE(step("answer", "")) << "closed stays closed";
}

TEST_F(ConsentPluginTest, ChecksACampaignOfAHundredThousandInUnderTwoSeconds) {
  record_consent();
#ifdef NDEBUG
  constexpr int kPeopleAPage = 10'000;
#else
  constexpr int kPeopleAPage = 200;  // Without optimisation only the answers are looked at.
#endif
  Json people = Json::array();
  for (int i = 0; i < kPeopleAPage; ++i)
    people.push_back(i == 77 ? person : "p" + std::to_string(i));
  std::size_t allowed_ones = 0;

  const auto begin = std::chrono::steady_clock::now();
  for (int page = 0; page < 10; ++page) {
    const Json many = ask("allowed_many", {{"persons", people}, {"purpose", "marketing"}});
    for (const Json& one : many["allowed"]) allowed_ones += one == true ? 1U : 0U;
  }
  const auto took = std::chrono::steady_clock::now() - begin;

  EXPECT_EQ(allowed_ones, 10U);
  RecordProperty("milliseconds", static_cast<int>(took / std::chrono::milliseconds(1)));
#ifdef NDEBUG
  EXPECT_LT(took, std::chrono::seconds(2));
#endif
}

TEST_F(ConsentPluginTest, HoldsAnObjectionAgainstLegitimateInterests) {
  EXPECT_TRUE(allowed("support"));

  ask("withdraw", {{"person", person}, {"purpose", "support"}});
  ask("withdraw", {{"person", person}, {"purpose", "contract"}});

  EXPECT_FALSE(allowed("support"));
  EXPECT_TRUE(allowed("contract")) << "a contract is still to be fulfilled";
}

TEST_F(ConsentPluginTest, StampsEveryPersonOfABatchWhateverTheFormSays) {
  record_consent();

  const auto saved = plugin().call<op::RecordBeforeSave>(
      {.entity = "person",
       .records = {{.id = "new", .is_new = true, .fields = Json::object()},
                   {.id = "liar", .is_new = true, .fields = {{"consent_state", "granted"}}},
                   {.id = person, .is_new = false, .fields = {{"consent_state", "none"}}},
                   {.id = person, .is_new = false, .fields = {{"consent_state", "granted"}}}}});

  ASSERT_TRUE(saved) << saved.error().message;
  ASSERT_EQ(saved->results.size(), 4U);
  EXPECT_EQ(saved->results[0].patch, Json({{"consent_state", "none"}}));
  EXPECT_EQ(saved->results[1].patch, Json({{"consent_state", "none"}}));
  EXPECT_EQ(saved->results[2].patch, Json({{"consent_state", "granted"}}));
  EXPECT_TRUE(saved->results[3].patch.empty());
}

TEST_F(ConsentPluginTest, RemembersAfterARestartAndTellsWhatItKnows) {
  record_consent();

  load({{"public_url", "http://crm.example"}});

  EXPECT_TRUE(allowed());
  const Json state = ask("state", {{"person", person}});
  EXPECT_EQ(state["state"], "granted");
  ASSERT_EQ(state["purposes"].size(), 1U);
  EXPECT_EQ(state["purposes"][0]["purpose"], "marketing");
  EXPECT_EQ(state["purposes"][0]["state"], "given");
}

TEST_F(ConsentPluginTest, TakesTheBasesTheAdministratorSet) {
  load({{"purposes", {{"support", "consent"}}}});

  EXPECT_FALSE(allowed("support"));
  EXPECT_FALSE(allowed("something-new")) << "a purpose nobody named needs consent";
}

}  // namespace
}  // namespace kontor::testing
