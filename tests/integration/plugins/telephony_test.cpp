#include <atomic>

#include "tests/integration/plugins/telephony_fixture.hpp"

namespace kontor::testing {
namespace {

TEST_F(TelephonyPluginTest, R22OpensTheCardOfAKnownCallerForWhomItRings) {
  connect();

  const std::string call = exchange.ring("+46701234567", "101");
  ASSERT_TRUE(has_pushes(1));

  const auto push = host.pushes()[0];
  EXPECT_EQ(push.kind, "screen_pop");
  EXPECT_EQ(push.user, "user-1");
  EXPECT_EQ(push.payload["call_id"], call);
  EXPECT_EQ(push.payload["state"], "ringing");
  EXPECT_EQ(push.payload["direction"], "in");
  EXPECT_EQ(push.payload["offer_lead"], false);
  ASSERT_EQ(push.payload["matches"].size(), 1U);
  EXPECT_EQ(push.payload["matches"][0]["name"], "Eva Ek");
  EXPECT_EQ(push.payload["matches"][0]["organisation"], "Nord AB");
}

TEST_F(TelephonyPluginTest, KeepsTheCallWithItsDurationOnTheTimeline) {
  connect();
  const std::string call = exchange.ring("+46701234567", "101");
  exchange.answer(call);
  exchange.skip_time(75);
  exchange.hang_up(call);
  ASSERT_TRUE(has_ended());

  ASSERT_EQ(host.timeline().size(), 1U);
  const auto entry = host.timeline()[0];
  EXPECT_EQ(entry.record.id, eva);
  EXPECT_EQ(entry.kind, "call");
  EXPECT_EQ(entry.direction, "in");
  EXPECT_EQ(entry.state, "answered");
  EXPECT_EQ(entry.duration_s, 75);
  EXPECT_EQ(entry.external_id, call);
  const auto event = host.events()[0];
  EXPECT_EQ(event.name, "call.ended");
  EXPECT_EQ(event.payload["person"], eva);
  EXPECT_EQ(event.payload["duration_s"], 75);
  EXPECT_EQ(host.pushes().back().payload["state"], "ended");
}

TEST_F(TelephonyPluginTest, R22OffersALeadForAnUnknownNumberAndAListForAnAmbiguousOne) {
  connect();
  host.add_record("person", {{"name", "Per Ek"}, {"phone", "+46701234567"}});

  exchange.ring("+46709999999", "102");
  ASSERT_TRUE(has_pushes(1));
  exchange.ring("+46701234567", "101");
  ASSERT_TRUE(has_pushes(2));

  EXPECT_EQ(host.pushes()[0].payload["matches"].size(), 0U);
  EXPECT_EQ(host.pushes()[0].payload["offer_lead"], true);
  EXPECT_FALSE(host.pushes()[0].user) << "nobody sits at 102, so everybody with a seat sees it";
  EXPECT_EQ(host.pushes()[1].payload["matches"].size(), 2U);
  EXPECT_EQ(host.pushes()[1].payload["offer_lead"], true);
  EXPECT_TRUE(host.timeline().empty()) << "whose call it was is not guessed";
}

TEST_F(TelephonyPluginTest, WritesDownAMissedCall) {
  connect();

  exchange.hang_up(exchange.ring("+46701234567", "101"));
  ASSERT_TRUE(has_ended());

  EXPECT_EQ(host.timeline()[0].state, "missed");
  EXPECT_FALSE(host.timeline()[0].duration_s);
}

TEST_F(TelephonyPluginTest, SurvivesABrokenConnectionWithoutLosingOrDoublingTheCall) {
  connect();
  const std::string stays = exchange.ring("+46701234567", "101");
  exchange.answer(stays);
  const std::string goes = exchange.ring("+46709999999", "102");
  ASSERT_TRUE(has_pushes(3));

  exchange.drop_clients();
  exchange.hang_up(goes);  // Nobody hears it.
  ASSERT_TRUE(eventually([this] { return exchange.logins() == 2; }));
  ASSERT_TRUE(has_ended(1));
  EXPECT_EQ(host.events()[0].payload["call_id"], goes);
  exchange.hang_up(stays);
  ASSERT_TRUE(has_ended(2));

  EXPECT_EQ(host.timeline().size(), 1U);
  EXPECT_EQ(host.timeline()[0].state, "answered");
}

TEST_F(TelephonyPluginTest, SurvivesItsOwnCrashInTheMiddleOfACall) {
  connect();
  const std::string call = exchange.ring("+46701234567", "101");
  exchange.answer(call);
  ASSERT_TRUE(has_pushes(2));

  connect();
  exchange.hang_up(call);
  ASSERT_TRUE(has_ended());

  ASSERT_EQ(host.timeline().size(), 1U);
  EXPECT_TRUE(host.timeline()[0].duration_s);
  EXPECT_TRUE(host.wait_until([&] { return host.storage("call/" + call).is_null(); }));
}

TEST_F(TelephonyPluginTest, CallsAtAClick) {
  connect();

  const auto done = act("telephony.call", "person", eva, Json::object());

  ASSERT_TRUE(done) << done.error().message;
  const std::string call = done->output["call_id"];
  ASSERT_EQ(exchange.actions("Originate").size(), 1U);
  const AmiFields action = exchange.actions("Originate")[0];
  EXPECT_EQ(ami_value(action, "Channel"), "PJSIP/101");
  EXPECT_EQ(ami_value(action, "Exten"), "+46701234567");
  EXPECT_EQ(ami_value(action, "CallerID"), "\"Kontor\" <101>");
  EXPECT_EQ(ami_value(action, "Variable"), "KONTOR_CALL_ID=" + call);
  exchange.answer(call);
  exchange.skip_time(12);
  exchange.hang_up(call);
  ASSERT_TRUE(has_ended());
  ASSERT_EQ(host.timeline().size(), 1U);
  EXPECT_EQ(host.timeline()[0].direction, "out");
  EXPECT_EQ(host.timeline()[0].duration_s, 12);
  EXPECT_EQ(host.events()[0].payload["person"], eva);
}

TEST_F(TelephonyPluginTest, SaysWhyItCannotCall) {
  connect();
  const std::string nobody = host.add_record("person", {{"name", "X"}, {"phone", ""}});

  const auto no_number = act("telephony.call", "person", nobody, Json::object());
  exchange.refuse_originate(true);
  const auto refused = act("telephony.call", "person", eva, Json::object());

  EXPECT_EQ(no_number.error().code, ErrorCode::conflict);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_NE(refused.error().message.find("Extension does not exist"), std::string::npos);
  EXPECT_TRUE(host.timeline().empty());
}

TEST_F(TelephonyPluginTest, SaysWhatIsWrongWithTheExchange) {
  host.set_secret("secret", "wrong");
  load(settings());
  ASSERT_TRUE(eventually([this] {
    return plugin().call<op::PluginHealth>({})->detail.find("login") != std::string::npos;
  }));
  EXPECT_EQ(health(), "degraded");
  EXPECT_EQ(act("telephony.call", "person", eva, Json::object()).error().code,
            ErrorCode::unavailable);

  load(Json::object());
  EXPECT_EQ(health(), "degraded") << "nothing is set up";
}

TEST_F(TelephonyPluginTest, AsksTheHostForTlsWhereTheSettingsSaySo) {
  const auto encrypted = std::make_shared<std::atomic<int>>(0);  // The plugin lives longer.
  host.on<op::NetConnect>([encrypted](const auto& request) -> Result<op::NetConnectResponse> {
    if (request.tls) ++*encrypted;
    return Error{ErrorCode::untrusted, "the certificate is not of pbx.example"};
  });
  load(settings({{"tls", true}}));

  ASSERT_TRUE(eventually([&] { return *encrypted > 0; }));
  EXPECT_TRUE(eventually([this] {
    return plugin().call<op::PluginHealth>({})->detail.find("certificate") != std::string::npos;
  })) << "and the administrator reads what is wrong";
}

TEST_F(TelephonyPluginTest, FollowsARecordingOfARealAsterisk) {
  connect();
  const std::string file = std::string(std::getenv("KONTOR_SOURCE")) + "/tests/fixtures/ami/";

  exchange.replay(file + "basic.txt", {{"+491700000001", "+46701234567"}});
  ASSERT_TRUE(has_ended());
  for (const char* name : {"redirect.txt", "park.txt", "conf.txt", "atxfer.txt"}) {
    exchange.replay(file + name);
  }
  exchange.hang_up(exchange.ring("+46701234567", "101"));
  ASSERT_TRUE(has_ended(2));

  ASSERT_EQ(host.timeline().size(), 2U);
  EXPECT_EQ(host.timeline()[0].duration_s, 3);
  EXPECT_EQ(host.timeline()[0].external_id, "acct-1795311251.281");
}

}  // namespace
}  // namespace kontor::testing
