// R21: one scripted call for each function of a virtual exchange.
#include <algorithm>
#include <atomic>

#include "base/core/clock.hpp"
#include "tests/integration/plugins/telephony_fixture.hpp"

namespace kontor::testing {
namespace {

class TelephonyControlTest : public TelephonyPluginTest {
 protected:
  // A call from Eva that user-1 has answered at 101.
  std::string answered(const Json& more = Json::object()) {
    connect(more);
    const std::string call = exchange.ring("+46701234567", "101");
    exchange.answer(call);
    EXPECT_TRUE(has_state("answered"));
    return call;
  }
  Result<op::ActionRunResponse> order(const std::string& verb, const std::string& call,
                                      const Json& more = Json::object()) {
    Json input = {{"call_id", call}};
    input.update(more);
    return act("telephony." + verb, "", "", input);
  }
};

TEST_F(TelephonyControlTest, R21HoldsACallByParkingItAndFetchesItBack) {
  const std::string call = answered();

  ASSERT_TRUE(order("hold", call));
  EXPECT_TRUE(has_state("parked"));
  EXPECT_NE(ami_value(exchange.actions("Park").at(0), "Channel").find("PJSIP/trunk-"),
            std::string::npos);
  ASSERT_TRUE(order("resume", call));

  EXPECT_EQ(ami_value(exchange.actions("Originate").at(0), "Exten"), "701");
}

TEST_F(TelephonyControlTest, R21TwoCallsAtOneTelephoneAreLedEachByItself) {
  const std::string first = answered();
  const std::string second = exchange.ring("+46709999999", "101");
  ASSERT_TRUE(has_state("ringing"));
  EXPECT_EQ(act("telephony.calls", "", "", Json::object())->output["calls"].size(), 2U);

  ASSERT_TRUE(order("hold", first));
  ASSERT_TRUE(has_state("parked"));
  exchange.answer(second);
  ASSERT_TRUE(has_state("answered"));
  EXPECT_EQ(host.pushes().back().payload["call_id"], second);
  ASSERT_TRUE(order("hang_up", second));
  ASSERT_TRUE(has_ended());

  EXPECT_EQ(host.events()[0].payload["call_id"], second);
  const Json left = act("telephony.calls", "", "", Json::object())->output["calls"];
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0]["call_id"], first);
  EXPECT_EQ(left[0]["held"], true);
  EXPECT_TRUE(order("resume", first));
}

TEST_F(TelephonyControlTest, R21TransfersACallAndTheCardGoesWithIt) {
  const std::string call = answered({{"extensions", {{"101", "user-1"}, {"103", "user-3"}}}});

  const auto done = order("transfer", call, {{"to", "103"}});

  ASSERT_TRUE(done) << done.error().message;
  ASSERT_TRUE(host.wait_until([&] {
    const auto pushes = host.pushes();
    return std::any_of(pushes.begin(), pushes.end(),
                       [](const auto& push) { return push.user == "user-3"; });
  }));
  exchange.hang_up(call);
  ASSERT_TRUE(has_ended());
  EXPECT_EQ(host.events()[0].payload["extension"], "103");
  EXPECT_EQ(host.timeline().size(), 1U);
}

TEST_F(TelephonyControlTest, R21AsksAColleagueBeforeATransfer) {
  const std::string call = answered();

  ASSERT_TRUE(order("transfer", call, {{"to", "103"}, {"kind", "attended"}}));
  EXPECT_TRUE(has_state("held"));
  EXPECT_EQ(ami_value(exchange.actions("Atxfer").at(0), "Exten"), "103");
  ASSERT_TRUE(order("cancel_transfer", call));
  EXPECT_TRUE(has_state("answered"));
  ASSERT_TRUE(order("complete_transfer", call));
  EXPECT_NE(ami_value(exchange.actions("Hangup").at(0), "Channel").find("PJSIP/101-"),
            std::string::npos);
}

TEST_F(TelephonyControlTest, R21MakesAConferenceInAFreeRoom) {
  const std::string call = answered({{"conference_rooms", "8001,8002"}});
  exchange.tell({{"Event", "ConfbridgeStart"}, {"Conference", "8001"}});
  exchange.hold(call);
  ASSERT_TRUE(has_state("held")) << "and so the room before it is known";

  const auto done = order("conference", call, {{"to", "102"}});

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(ami_value(exchange.actions("Redirect").at(0), "ExtraExten"), "8002");
  EXPECT_EQ(ami_value(exchange.actions("Originate").at(0), "Channel"), "PJSIP/102");
}

TEST_F(TelephonyControlTest, R21RecordsOnDemandSeveralTimesUnderNamesOfOurs) {
  const std::string call = answered({{"record", "on_demand"}, {"recordings_url", "http://x/r"}});

  ASSERT_TRUE(order("record", call));
  ASSERT_TRUE(order("stop_recording", call));
  ASSERT_TRUE(order("record", call));
  exchange.hang_up(call);
  ASSERT_TRUE(has_ended());

  const auto recorded = exchange.actions("MixMonitor");
  ASSERT_EQ(recorded.size(), 2U);
  EXPECT_TRUE(ami_value(recorded[0], "File").ends_with("-1.wav"));
  EXPECT_TRUE(ami_value(recorded[1], "File").ends_with("-2.wav"));
  EXPECT_EQ(host.jobs().size(), 2U) << "both are fetched";
}

TEST_F(TelephonyControlTest, R21RecordsAlwaysWhereTheSettingsSaySoAndNeverWhereTheyDoNot) {
  answered({{"record", "always"}});
  EXPECT_TRUE(has_action("MixMonitor"));
  EXPECT_EQ(host.pushes().back().payload["recording"], true) << "the card says so";
  EXPECT_EQ(host.pushes().back().payload["controls"]["stop_recording"], "telephony.stop_recording");

  connect();
  const auto refused = order("record", exchange.ring("+46701234567", "101"));
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
}

TEST_F(TelephonyControlTest, R21DialsAShortNumberAsItIsAndTellsNobodyOfIt) {
  connect();

  ASSERT_TRUE(act("telephony.dial", "", "", {{"number", "102"}}));
  EXPECT_EQ(ami_value(exchange.actions("Originate").at(0), "Exten"), "102");
  ASSERT_TRUE(act("telephony.dial", "", "", {{"number", "+46 70 999 99 99"}}));
  EXPECT_EQ(ami_value(exchange.actions("Originate").at(1), "Exten"), "+46709999999");
  EXPECT_EQ(act("telephony.dial", "", "", {{"number", "gibberish"}}).error().code,
            ErrorCode::conflict);
}

TEST_F(TelephonyControlTest, R21RoutesAKnownCallerToTheResponsibleManager) {
  host.add_record("person", {{"name", "Per"}, {"phone", "+46707000000"}, {"owner", "user-1"}});
  connect({{"route_context", "from-trunk"}});

  exchange.queue("+46707000000", "sales");

  ASSERT_TRUE(has_action("Redirect"));
  const AmiFields redirect = exchange.actions("Redirect")[0];
  EXPECT_EQ(ami_value(redirect, "Exten"), "101");
  EXPECT_NE(ami_value(redirect, "Channel").find("PJSIP/trunk-"), std::string::npos);
}

TEST_F(TelephonyControlTest, LeadsNobodyElsesCall) {
  connect();
  const std::string call = exchange.ring("+46709999999", "102");
  ASSERT_TRUE(has_pushes(1));

  EXPECT_EQ(order("hang_up", call).error().code, ErrorCode::not_found);
  EXPECT_EQ(act("telephony.calls", "", "", Json::object())->output["calls"].size(), 0U);
  EXPECT_TRUE(exchange.actions("Hangup").empty());
}

TEST_F(TelephonyControlTest, MakesATaskOfAMissedCallForTheManagerWhoAnswersForIt) {
  const std::string per =
      host.add_record("person", {{"name", "Per"}, {"phone", "+46707000000"}, {"owner", "user-7"}});
  connect();

  exchange.hang_up(exchange.ring("+46707000000", "101"));
  ASSERT_TRUE(has_ended());

  const auto task = host.record("task", "task-1");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->fields["owner"], "user-7");
  EXPECT_EQ(task->fields["subject"], per);
  EXPECT_EQ(task->fields["title"], "Call back Per");
  EXPECT_FALSE(host.record("task", "task-2"));
}

TEST_F(TelephonyControlTest, AMissedCallCutOffByACrashIsWrittenDownInFullAndItsTaskMadeOnce) {
  std::atomic<bool> is_away = true;
  std::atomic<int> told = 0;
  host.on<op::EventEmit>([&](const auto&) -> Result<op::EventEmitResponse> {
    if (is_away) return Error{ErrorCode::unavailable, "the host is away"};
    ++told;
    return op::EventEmitResponse{};
  });
  connect();
  const std::string call = exchange.ring("+46701234567", "101");
  exchange.hang_up(call);
  ASSERT_TRUE(host.wait_until([&] {
    const auto calls = host.calls();
    return std::any_of(calls.begin(), calls.end(),
                       [](const std::string& name) { return name.starts_with("event.emit"); });
  }));
  ASSERT_TRUE(host.record("task", "task-1"));
  EXPECT_TRUE(host.storage("call/" + call).is_object()) << "there is still something to do";

  is_away = false;
  connect();  // As after a crash.

  ASSERT_TRUE(host.wait_until([&] { return host.storage("call/" + call).is_null(); }, 10000));
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(host.record("task", "task-2")) << "one call back, not two";
  EXPECT_EQ(host.timeline().size(), 1U);
}

TEST_F(TelephonyControlTest, WhatTheHostRefusesForGoodKeepsNothingElseFromBeingWrittenDown) {
  host.on<op::TimelineAdd>([](const auto&) -> Result<op::TimelineAddResponse> {
    return Error{ErrorCode::not_found, "the person was erased"};
  });
  connect();

  exchange.hang_up(exchange.ring("+46701234567", "101"));

  ASSERT_TRUE(has_ended());
  EXPECT_TRUE(host.record("task", "task-1"));
}

TEST_F(TelephonyControlTest, ShowsQueuesAndCallsAsTheyAreNow) {
  exchange.staff("sales", {"101", "102"});
  connect();
  exchange.queue("+46707000000", "sales");
  const std::string call = exchange.ring("+46701234567", "101", "sales");
  ASSERT_TRUE(has_state("ringing"));

  const auto cells = [this] {
    std::string text;
    op::MenuOpenRequest request{.entry = "telephony.live", .actor = {.id = "user-1", .name = "A"}};
    const auto page = plugin().call<op::MenuOpen>(request);
    if (!page) return page.error().message;
    EXPECT_TRUE(page->refresh_s) << "it stays fresh while it is open";
    for (const auto& block : page->blocks) {
      for (const auto& row : block.rows) {
        for (const auto& cell : row) text += cell + "|";
      }
    }
    return text;
  };
  EXPECT_TRUE(eventually([&] { return cells().starts_with("sales|2|"); })) << cells();
  EXPECT_TRUE(eventually([&] { return cells().find("|1|1|0|0|") != std::string::npos; }))
      << "one is free, one rings: " << cells();
  EXPECT_NE(cells().find("+46701234567|in|101|rings|"), std::string::npos) << cells();

  exchange.answer(call);
  EXPECT_TRUE(eventually([&] { return cells().starts_with("sales|1|"); })) << cells();
  exchange.hang_up(call);
  EXPECT_TRUE(eventually([&] { return cells().find("+46701234567") == std::string::npos; }));
}

TEST_F(TelephonyControlTest, RecordsNothingWithoutALicenceThatCoversIt) {
  host.license("unlicensed");
  const std::string call = answered({{"record", "always"}});

  EXPECT_EQ(order("record", call).error().code, ErrorCode::forbidden);
  exchange.hang_up(call);
  ASSERT_TRUE(has_ended());
  EXPECT_TRUE(exchange.actions("MixMonitor").empty());
}

TEST_F(TelephonyControlTest, CountsCallsByHourAndManagerFromALogThatHoldsEachOnce) {
  connect();
  const std::string call = exchange.ring("+46701234567", "101");
  exchange.answer(call);
  exchange.skip_time(30);
  exchange.hang_up(call);
  exchange.hang_up(exchange.ring("+46709999999", "101"));
  ASSERT_TRUE(has_ended(2));

  op::WidgetDataRequest request;
  request.actor = {.id = "user-1", .name = "Anna"};
  request.period = {.from = "2020-01-01T00:00:00Z", .to = "2020-01-02T00:00:00Z"};
  request.widget = "telephony.missed_share";
  EXPECT_FALSE(plugin().call<op::WidgetData>(request)->figure->value) << "nobody called";
  const TimeMs now = SystemClock().now_ms();
  constexpr TimeMs kDay = 86'400'000;
  request.period = {.from = to_rfc3339(now - kDay), .to = to_rfc3339(now + kDay)};
  EXPECT_EQ(plugin().call<op::WidgetData>(request)->figure->value, 50);
  request.widget = "telephony.by_manager";
  const auto managers = plugin().call<op::WidgetData>(request);
  ASSERT_EQ(managers->series.at(0).points.size(), 1U);
  EXPECT_EQ(managers->series[0].points[0].user, "user-1") << "the host shows the name";
  EXPECT_EQ(managers->series[4].points[0].value, 30) << "seconds of talk";
  request.widget = "telephony.by_hour";
  double calls = 0;
  const auto hours = plugin().call<op::WidgetData>(request);
  for (const auto& series : hours->series) {
    EXPECT_EQ(series.points.size(), 24U);
    for (const auto& point : series.points) calls += point.value.value_or(0);
  }
  EXPECT_EQ(calls, 2);
  request.widget = "telephony.times_by_hour";
  const auto times = plugin().call<op::WidgetData>(request);
  ASSERT_EQ(times->series.size(), 2U);
  double talk_s = 0;
  for (const auto& point : times->series[1].points) talk_s += point.value.value_or(0);
  EXPECT_EQ(talk_s, 30) << "in the one hour in which somebody talked";
}

}  // namespace
}  // namespace kontor::testing
