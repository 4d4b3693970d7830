#include <algorithm>

#include "tests/integration/plugins/sms_fixture.hpp"

namespace kontor::testing {
namespace {

TEST_F(SmsPluginTest, SendsThroughKannelAndFollowsTheDelivery) {
  Kannel kannel(folder_);
  load(gateway_settings(kannel.url(), start_receiver()));
  host.allow(person, "marketing");

  const auto sent = send("Hej Åsa & co!", person);

  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->output["state"], "queued");
  EXPECT_EQ(sent->output["encoding"], "GSM-7");
  EXPECT_EQ(sent->output["parts"], 1);
  ASSERT_TRUE(eventually([&] { return kannel.delivered().size() == 1; }));
  EXPECT_NE(kannel.delivered()[0].find("+46701234567"), std::string::npos);
  EXPECT_TRUE(eventually([&] { return state_of_first() == "delivered"; })) << state_of_first();
  ASSERT_EQ(host.timeline().size(), 1U) << "one entry, whatever its states";
  EXPECT_EQ(host.timeline()[0].body, "Hej Åsa & co!\n\nBy consent consent-" + person);
  EXPECT_EQ(host.timeline()[0].direction, "out");
}

TEST_F(SmsPluginTest, SendsALongCyrillicTextInParts) {
  Kannel kannel(folder_);
  load(gateway_settings(kannel.url()));
  host.allow(person, "marketing");
  std::string text;
  for (int i = 0; i < 10; ++i) text += "Привет, Ева! ";

  const auto sent = send(text, person);

  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->output["encoding"], "UCS-2");
  EXPECT_EQ(sent->output["parts"], 2);
  EXPECT_TRUE(eventually([&] { return kannel.delivered().size() == 2; }));
}

TEST_F(SmsPluginTest, NeverSendsWithoutAPermit) {
  load(gateway_settings("http://127.0.0.1:1/cgi-bin/sendsms"));

  const auto refused = send("Hello", person);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_EQ(fetches, 0);
  EXPECT_TRUE(host.timeline().empty());
}

TEST_F(SmsPluginTest, SaysWhatTheGatewayRefused) {
  Kannel kannel(folder_);
  load(gateway_settings(kannel.url()));
  host.set_secret("password", "wrong");
  host.allow(person, "marketing");

  const auto refused = send("Hello", person);

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("Authorization failed"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(state_of_first(), "failed");
}

TEST_F(SmsPluginTest, MarksWhatACrashInterruptedAndSendsNothingTwice) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.allow(person, "marketing");
  // The plugin dies inside http.fetch: what it has written is what there is.
  Json open;
  host.on<op::HttpFetch>([&](const auto&) -> Result<op::HttpFetchResponse> {
    ++fetches;
    const auto page = *host.call("storage.list/1", {{"prefix", ""}});
    open = page["entries"];
    return Error{ErrorCode::unavailable, "deadline passed"};
  });
  (void)send("Hello", person);
  for (const Json& entry : open) {
    ASSERT_TRUE(host.call("storage.put/1", {{"key", entry["key"]}, {"value", entry["value"]}}));
  }

  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));

  EXPECT_EQ(fetches, 1);
  EXPECT_EQ(state_of_first(), "uncertain");
  EXPECT_EQ((*host.call("storage.list/1", {{"prefix", "open/"}}))["entries"].size(), 0U);
}

TEST_F(SmsPluginTest, BelievesNoReceiptWithoutItsKey) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.allow(person, "marketing");
  host.on<op::HttpFetch>([](const auto&) -> Result<op::HttpFetchResponse> {
    op::HttpFetchResponse answer;
    answer.status = 202;
    answer.body = "0: Accepted for delivery";
    return answer;
  });
  const std::string id = send("Hello", person)->output["id"];
  const auto receipt = [&](const std::string& key, const std::string& status) {
    op::WebhookReceiveRequest call;
    call.webhook = "dlr";
    call.method = "GET";
    call.query = {{"id", id}, {"key", key}, {"status", status}};
    return plugin().call<op::WebhookReceive>(call)->status;
  };

  EXPECT_EQ(receipt(std::string(32, '0'), "1"), 404);
  EXPECT_EQ(state_of_first(), "queued");
  const std::string key = host.storage("message/" + id)["key"];
  EXPECT_EQ(receipt(key, "1"), 200);
  EXPECT_EQ(receipt(key, "8"), 200);
  EXPECT_EQ(state_of_first(), "delivered") << "a late receipt leads nowhere back";
  EXPECT_EQ(host.storage("message/" + id)["text"], "") << "the text is not kept twice";
}

TEST_F(SmsPluginTest, RefusesAnEmptyTextAndOneOfElevenParts) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.allow(person, "marketing");

  EXPECT_EQ(send("", person).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(send(std::string(1531, 'a'), person).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(fetches, 0);
}

TEST_F(SmsPluginTest, SaysWhatIsWrongWithASegmentOrItsJob) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  const auto segment = [&](const Json& filter) {
    return act("sms.segment", "", "", {{"text", "News"}, {"filter", filter}}).error();
  };

  const Error wrong_op = segment({{{"field", "language"}, {"op", "like"}, {"value", "sv"}}});
  const Error no_condition = segment("everybody");
  const auto job = plugin().call<op::JobRun>({.job = "campaign", .payload = {{"campaign", "x"}}});
  const auto no_payload = plugin().call<op::JobRun>({.job = "campaign", .payload = Json::object()});

  EXPECT_EQ(wrong_op.code, ErrorCode::invalid_argument) << wrong_op.message;
  EXPECT_NE(wrong_op.message.find("op: must be one of"), std::string::npos) << wrong_op.message;
  EXPECT_EQ(no_condition.code, ErrorCode::invalid_argument) << no_condition.message;
  EXPECT_EQ(job.error().code, ErrorCode::invalid_argument) << job.error().message;
  EXPECT_EQ(no_payload.error().code, ErrorCode::invalid_argument) << no_payload.error().message;
}

TEST_F(SmsPluginTest, R13SendsToThoseOfASegmentWhoAgreedAndToNobodyTwice) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.on<op::HttpFetch>([this](const auto&) -> Result<op::HttpFetchResponse> {
    ++fetches;
    op::HttpFetchResponse answer;
    answer.status = 202;
    return answer;
  });
  for (int i = 0; i < 9; ++i) {
    const std::string one = add_person("+4670000000" + std::to_string(i));
    if (i < 3) host.allow(one, "marketing");
  }

  const auto done = act("sms.segment", "", "",
                        {{"text", "News"},
                         {"purpose", "marketing"},
                         {"filter", {{{"field", "language"}, {"op", "eq"}, {"value", "sv"}}}}});

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->output["matched"], 10);
  EXPECT_EQ(done->output["sent"], 3);
  EXPECT_EQ(done->output["refused"], 7);
  EXPECT_EQ(fetches, 3);

  // A batch that runs again, as after a crash, finds every message already there.
  Json campaign = host.storage("campaign/" + done->output["id"].get<std::string>());
  campaign["finished"] = false;
  campaign["cursor"] = nullptr;
  ASSERT_TRUE(host.call("storage.put/1", {{"key", "campaign/" + campaign["id"].get<std::string>()},
                                          {"value", campaign}}));
  ASSERT_TRUE(
      plugin().call<op::JobRun>({.job = "campaign", .payload = {{"campaign", campaign["id"]}}}));
  EXPECT_EQ(fetches, 3);
}

TEST_F(SmsPluginTest, HearsWhatPeopleWriteThroughKannel) {
  const std::string hooks = start_receiver() + "/api/v1/hooks/kontor.sms/";
  Kannel kannel(folder_, hooks + "in?key=right-key&from=%p&text=%a&id=%I");
  host.set_secret("incoming_key", "right-key");
  load(gateway_settings(kannel.url()));

  kannel.speak("+46701234567", "Jag kommer, Åsa & co!");

  ASSERT_TRUE(eventually([this] { return host.timeline().size() == 1; }));
  EXPECT_EQ(host.timeline()[0].direction, "in");
  EXPECT_EQ(host.timeline()[0].body, "Jag kommer, Åsa & co!");
  EXPECT_EQ(host.timeline()[0].record.id, person);
  op::WebhookReceiveRequest forged{.webhook = "in", .method = "GET"};
  forged.query = {{"key", "wrong-key"}, {"from", "+46701234567"}, {"text", "STOP"}};
  EXPECT_EQ(plugin().call<op::WebhookReceive>(forged)->status, 404);
  EXPECT_EQ(host.timeline().size(), 1U);
}

TEST_F(SmsPluginTest, ShowsWhatStrangersWriteAndFilesItOnceSomebodyHasTheNumber) {
  host.set_secret("incoming_key", "right-key");
  load(gateway_settings("http://127.0.0.1:1/"));
  op::WebhookReceiveRequest said{.webhook = "in", .method = "GET"};
  said.query = {{"key", "right-key"}, {"from", "+46700000099"}, {"text", "Who is this?"}};
  ASSERT_TRUE(plugin().call<op::WebhookReceive>(said));
  const auto page = [this] {
    return encode(plugin()
                      .call<op::MenuOpen>({.entry = "sms.overview",
                                           .actor = {.id = "user-1", .name = "Anna"},
                                           .locale = "en"})
                      .value())
        .dump();
  };

  EXPECT_NE(page().find("Who is this?"), std::string::npos);
  EXPECT_NE(page().find("/persons?create=true&phone=%2B46700000099"), std::string::npos);
  const std::string newcomer = add_person("+46700000099");
  ASSERT_TRUE(plugin().call<op::JobRun>({.job = "due"}));

  ASSERT_EQ(host.timeline().size(), 1U);
  EXPECT_EQ(host.timeline()[0].record.id, newcomer);
  EXPECT_EQ(host.timeline()[0].body, "Who is this?");
  EXPECT_EQ(page().find("Who is this?"), std::string::npos);
}

TEST_F(SmsPluginTest, SendsOnceWhenTheSamePressComesAgain) {
  Kannel kannel(folder_);
  load(gateway_settings(kannel.url()));
  host.allow(person, "marketing");
  op::ActionRunRequest press{.action = "sms.send", .actor = {.id = "user-1", .name = "Anna"}};
  press.record = host.record("person", person);
  press.input = {{"text", "Hello"}};
  press.key = "press-1";

  const auto first = plugin().call<op::ActionRun>(press);
  const auto again = plugin().call<op::ActionRun>(press);
  press.key = "press-2";
  const auto other = plugin().call<op::ActionRun>(press);

  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(again->output["id"], first->output["id"]);
  EXPECT_NE(other->output["id"], first->output["id"]);
  ASSERT_TRUE(eventually([&] { return kannel.delivered().size() == 2; }));
  EXPECT_EQ(fetches, 2);
}

TEST_F(SmsPluginTest, TellsPartsAndPriceOfOneMessageBeforeItGoes) {
  Kannel kannel(folder_);
  Json settings = gateway_settings(kannel.url());
  settings.merge_patch({{"price_per_1000_parts", 50000}, {"price_currency", "SEK"}});
  load(settings);

  const auto quote = act("sms.quote", "person", person, {{"text", "Hej! Привет!"}});

  ASSERT_TRUE(quote) << quote.error().message;
  EXPECT_EQ(quote->message, "1 part(s), UCS-2, 0.50 SEK.");
  EXPECT_EQ(act("sms.quote", "person", person, {{"text", std::string(200, 'a')}})->output["parts"],
            2);
  EXPECT_FALSE(act("sms.quote", "person", person, {{"text", std::string(1600, 0x0a) + "Я"}}))
      << "longer than may be sent";
}

TEST_F(SmsPluginTest, WritesToTheSavedSegmentThatWasChosenAndShowsWhatBecameOfIt) {
  Kannel kannel(folder_);
  load(gateway_settings(kannel.url()));
  host.allow(person, "marketing");
  const std::string other =
      host.add_record("person", {{"phone", "+46700000002"}, {"language", "da"}});
  host.allow(other, "marketing");
  const std::string danes =
      host.add_record("segment", {{"name", "Danes"},
                                  {"of", "person"},
                                  {"filter", R"([{"field":"language","op":"eq","value":"da"}])"}});

  const auto preview = act("sms.preview", "", "", {{"text", "Hej!"}, {"segment", danes}});
  const auto sent = act("sms.segment", "", "", {{"text", "Hej!"}, {"segment", danes}});

  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ(preview->output["people"], 1);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->output["matched"], 1);
  ASSERT_TRUE(eventually([&] { return kannel.delivered().size() == 1; }));
  EXPECT_NE(kannel.delivered()[0].find("+46700000002"), std::string::npos);
  const auto table_of = [this](const std::string& cell) {
    std::vector<std::string> row;
    for (const auto& block : overview())
      for (const auto& one : block.rows)
        if (std::find(one.begin(), one.end(), cell) != one.end()) row = one;
    return row;
  };
  const auto counted = table_of("Hej!");
  ASSERT_FALSE(counted.empty());
  EXPECT_EQ(counted.at(2), "1");

  const Json campaign = {{"campaign", sent->output["id"]}};
  ASSERT_TRUE(act("sms.recipients", "", "", campaign));
  const auto recipient = table_of("By consent consent-" + other);
  ASSERT_EQ(recipient.size(), 3U) << "who, what became of it, by which consent";
  EXPECT_EQ(recipient.at(1), "On its way");
  bool is_linked = false;
  for (const auto& block : overview())
    for (const auto& link : block.links) is_linked |= link.href == "/persons/" + other;
  EXPECT_TRUE(is_linked);
  ASSERT_TRUE(act("sms.recipients", "", "", campaign));
  EXPECT_TRUE(table_of("By consent consent-" + other).empty()) << "pressed again it closes";
}

TEST_F(SmsPluginTest, ItsPageHoldsWhateverThereIsToShow) {
  host.set_secret("incoming_key", "right-key");
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.on<op::HttpFetch>([](const auto&) -> Result<op::HttpFetchResponse> {
    op::HttpFetchResponse answer;
    answer.status = 500;
    return answer;
  });
  for (int i = 0; i < 7; ++i) {
    // Each in a plugin of its own: after an answer that was lost the others wait.
    load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
    const std::string one = add_person("+467000000" + std::to_string(10 + i));
    host.allow(one, "marketing");
    ASSERT_TRUE(send("Hello", one));
    op::WebhookReceiveRequest said{.webhook = "in", .method = "GET"};
    said.query = {{"key", "right-key"},
                  {"from", "+467111111" + std::to_string(10 + i)},
                  {"text", "Who is this?"}};
    ASSERT_TRUE(plugin().call<op::WebhookReceive>(said));
  }
  std::string last;
  for (int i = 0; i < 7; ++i) {
    const auto campaign = act("sms.segment", "", "", {{"text", "News " + std::to_string(i)}});
    ASSERT_TRUE(campaign) << campaign.error().message;
    last = campaign->output["id"];
  }
  ASSERT_TRUE(act("sms.recipients", "", "", {{"campaign", last}}));

  const auto blocks = overview();

  EXPECT_GT(blocks.size(), 30U);
  EXPECT_LE(blocks.size(), 50U) << "what menu.open takes";
}

}  // namespace
}  // namespace kontor::testing
