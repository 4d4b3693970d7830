#include "tests/integration/plugins/plugin_fixture.hpp"

namespace kontor::testing {
namespace {

class ConsentPluginTest : public PluginFixture {
 protected:
  ConsentPluginTest() : PluginFixture("consent") {
    load({{"public_url", "http://crm.example"}});
    person = host.add_record("person", {{"name", "Eva"}, {"consent_state", "none"}});
  }

  Json ask(const std::string& method, const Json& request) {
    const auto answer = plugin().call<op::ServiceCall>({.service = "kontor.consent/1",
                                                        .method = method,
                                                        .caller = "kontor.sms",
                                                        .request = request});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? answer->response : Json();
  }
  bool allowed(const std::string& purpose = "marketing") {
    return ask("allowed", {{"person", person}, {"purpose", purpose}})["allowed"];
  }
  Json record_consent() {
    const auto done = act("consent.record", "person", person,
                          {{"purpose", "marketing"}, {"proof", "ticked the box on the form"}});
    EXPECT_TRUE(done) << done.error().message;
    return done ? done->output : Json();
  }
  op::WebhookReceiveResponse visit(const std::string& method, const std::string& token) {
    op::WebhookReceiveRequest request;
    request.webhook = "withdraw";
    request.method = method;
    if (method == "GET") request.query["token"] = token;
    if (method == "POST") request.body = "token=" + token;
    return *plugin().call<op::WebhookReceive>(request);
  }

  std::string person;
};

TEST_F(ConsentPluginTest, AllowsMarketingOnlyWithAConsentOnRecord) {
  EXPECT_FALSE(allowed());
  EXPECT_TRUE(allowed("contract"));

  const Json receipt = record_consent();

  EXPECT_TRUE(allowed());
  EXPECT_EQ(receipt["state"], "granted");
  EXPECT_EQ(receipt["proof"]["evidence"], "ticked the box on the form");
  EXPECT_EQ(receipt["proof"]["recorded_by"], "user-1");
  EXPECT_EQ(host.record("person", person)->fields["consent_state"], "granted");
  ASSERT_EQ(host.timeline().size(), 1U);
  EXPECT_EQ(host.timeline()[0].summary, "Consent recorded: marketing");
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

TEST_F(ConsentPluginTest, RecordsNoConsentWithoutProof) {
  const auto refused =
      act("consent.record", "person", person, {{"purpose", "marketing"}, {"proof", ""}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(allowed());
}

TEST_F(ConsentPluginTest, WithdrawsByALinkThatAsksFirst) {
  const std::string link = record_consent()["withdrawal_link"];
  ASSERT_TRUE(link.starts_with("http://crm.example/api/v1/hooks/kontor.consent/withdraw?token="));
  const std::string token = link.substr(link.find('=') + 1);

  EXPECT_NE(visit("GET", token).body.find("<form method=\"post\">"), std::string::npos);
  EXPECT_TRUE(allowed()) << "a look at the page changes nothing";
  EXPECT_EQ(visit("POST", token).status, 200);
  EXPECT_FALSE(allowed());
  EXPECT_EQ(host.record("person", person)->fields["consent_state"], "withdrawn");
  EXPECT_EQ(visit("POST", token).status, 200) << "twice does no harm";
}

TEST_F(ConsentPluginTest, KnowsNoGuessedLink) {
  record_consent();

  EXPECT_EQ(visit("GET", std::string(64, '0')).status, 404);
  EXPECT_EQ(visit("POST", "<script>").status, 404);
  EXPECT_EQ(visit("POST", "<script>").body.find("<script>"), std::string::npos);
  EXPECT_TRUE(allowed());
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
  EXPECT_FALSE(state["purposes"][0].contains("token"));
}

TEST_F(ConsentPluginTest, TakesTheBasesTheAdministratorSet) {
  load({{"purposes", {{"support", "consent"}}}});

  EXPECT_FALSE(allowed("support"));
  EXPECT_FALSE(allowed("something-new")) << "a purpose nobody named needs consent";
}

}  // namespace
}  // namespace kontor::testing
