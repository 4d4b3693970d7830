// What real exchanges do and nobody expects, each with its name.
#include "tests/unit/plugins/call_tracker_fixture.hpp"

namespace kontor::telephony {
namespace {

class CallTrapsTest : public CallTrackerTest {};

std::vector<AmiMessage> with_outside_caller(std::vector<AmiMessage> events,
                                            const std::string& extension) {
  std::vector<AmiMessage> changed;
  for (const AmiMessage& event : events) {
    AmiMessage copy;
    for (const auto& [name, value] : event.fields()) {
      const bool caller = name == "CallerIDNum" && value == "<unknown>" &&
                          event.get("Channel").find("/" + extension + "@") != std::string::npos;
      copy.add(name, caller ? "+46701234567" : value);
    }
    changed.push_back(std::move(copy));
  }
  return changed;
}

TEST_F(CallTrapsTest, AParkedCallAndTheTelephoneThatFetchesItAreOneCall) {
  take(with_outside_caller(recording("park.txt"), "101"));

  std::vector<Kind> kinds;
  for (const CallChange& change : changes) kinds.push_back(change.kind);
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::ringing, Kind::answered, Kind::parked, Kind::resumed,
                                      Kind::answered, Kind::ended}));
  EXPECT_EQ(changes.back().call.id, "acct-1795310959.130");
  EXPECT_EQ(changes.back().call.extension, "103") << "who fetched it speaks";
  EXPECT_GT(changes.back().call.held_ms, 0);
  EXPECT_EQ(tracker.size(), 0U);
}

TEST_F(CallTrapsTest, ABlindTransferEndsTheCallAtItsLastChannelNotAtTheFirstHangup) {
  take(with_outside_caller(recording("atxfer.txt"), "101"));

  std::vector<std::string> ended;
  std::int64_t first_end_ms = 0;
  for (const CallChange& change : changes) {
    if (change.kind != Kind::ended) continue;
    ended.push_back(change.call.id);
    if (first_end_ms == 0) first_end_ms = change.at_ms;
  }
  EXPECT_EQ(ended, (std::vector<std::string>{"acct-1795311273.316", "acct-1795311280.327"}));
  EXPECT_EQ(tracker.size(), 0U);
  const auto rang_at = [this](const char* extension) {
    return std::any_of(changes.begin(), changes.end(), [&](const CallChange& change) {
      return change.kind == Kind::ringing && change.call.extension == extension;
    });
  };
  EXPECT_TRUE(rang_at("102"));
  EXPECT_TRUE(rang_at("103")) << "the card opens where the call goes";
  EXPECT_EQ(changes.back().call.extension, "103");
}

TEST_F(CallTrapsTest, UnholdComesTwiceOrWithoutHold) {
  answered_call("1", "+46701234567");

  event("Unhold", "1-101", "1");
  EXPECT_TRUE(changes.empty()) << "nothing was held";
  event("Hold", "1-101", "1");
  event("Hold", "1-101", "1");
  now_ms += 5'000;
  event("Unhold", "1-101", "1");
  now_ms += 5'000;
  event("Unhold", "1-101", "1");

  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].kind, Kind::held);
  EXPECT_EQ(changes[1].kind, Kind::resumed);
  EXPECT_EQ(changes[1].call.held_ms, 5'000);
}

TEST_F(CallTrapsTest, AHoldThatIsNeverEndedEndsWithItsChannel) {
  answered_call("1", "+46701234567");
  event("Hold", "1-101", "1");
  now_ms += 7'000;
  hang_up("1-101", "1");
  hang_up("1", "1");

  EXPECT_EQ(changes.back().kind, Kind::ended);
  EXPECT_EQ(changes.back().call.held_ms, 7'000);
}

TEST_F(CallTrapsTest, UnknownIsNotANumber) {
  EXPECT_FALSE(is_number("<unknown>"));
  EXPECT_FALSE(is_number("anonymous"));
  EXPECT_FALSE(is_number("+"));
  EXPECT_TRUE(is_number("+46701234567"));
  event("Newchannel", "1", "1",
        {{"Channel", "PJSIP/trunk-1"}, {"CallerIDNum", "<unknown>"}, {"Exten", "100"}});
  dial("DialBegin", "1", "<unknown>", "101", "101");
  hang_up("1-101", "1");
  hang_up("1", "1");

  EXPECT_TRUE(changes.empty());
  EXPECT_EQ(tracker.size(), 0U);
}

TEST_F(CallTrapsTest, ACallerWhoGivesUpBeforeAnyTelephoneRangIsMissed) {
  event("Newchannel", "1", "1",
        {{"Channel", "PJSIP/trunk-1"}, {"CallerIDNum", "+46701234567"}, {"Exten", "100"}});
  event("QueueCallerJoin", "1", "1", {{"Queue", "sales"}, {"CallerIDNum", "+46701234567"}});
  now_ms += 42'000;
  event("QueueCallerAbandon", "1", "1", {{"Queue", "sales"}});
  hang_up("1", "1");

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].kind, Kind::arrived);
  EXPECT_EQ(changes[1].kind, Kind::queued);
  EXPECT_EQ(state_of(changes[2].call, /*ended=*/true), "missed");
  EXPECT_EQ(changes[2].call.queue, "sales");
  EXPECT_EQ(wait_seconds(changes[2].call, changes[2].at_ms), 42);
}

TEST_F(CallTrapsTest, ACallPickedUpAtAnotherTelephoneIsAnsweredThere) {
  new_channel("1", "1", "+46701234567");
  dial("DialBegin", "1", "+46701234567", "600", "101");
  event("Newchannel", "2", "2", {{"Channel", "PJSIP/105-2"}, {"CallerIDNum", "105"}});
  event("BridgeEnter", "1", "1", {{"BridgeUniqueid", "b"}, {"BridgeType", "basic"}});
  event("BridgeEnter", "2", "1",
        {{"Channel", "PJSIP/105-2"}, {"BridgeUniqueid", "b"}, {"BridgeType", "basic"}});

  EXPECT_EQ(changes.back().kind, Kind::answered);
  EXPECT_EQ(changes.back().call.extension, "105");
}

TEST_F(CallTrapsTest, TwoCallsWithTheOutsideStayTwoWhenTheyAreJoined) {
  answered_call("1", "+46701234567");
  new_channel("2", "2", "102");
  dial("DialBegin", "2", "102", "+46707654321", "trunk");
  dial("DialEnd", "2", "102", "+46707654321", "trunk");
  event("BridgeEnter", "2-trunk", "1", {{"BridgeUniqueid", "b"}});
  hang_up("2", "2");
  hang_up("1-101", "1");
  changes.clear();

  hang_up("1", "1");
  hang_up("2-trunk", "1");

  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].call.number, "+46701234567");
  EXPECT_EQ(changes[1].call.number, "+46707654321");
}

TEST_F(CallTrapsTest, ACallOfACallIsToldUnderOneId) {
  new_channel("1", "1", "102");  // 102 asks 103, then dials out and joins both.
  dial("DialBegin", "1", "102", "103", "103");
  new_channel("2", "2", "102");
  dial("DialBegin", "2", "102", "+46707654321", "trunk");
  dial("DialEnd", "2", "102", "+46707654321", "trunk");
  event("BridgeEnter", "2-trunk", "1", {{"BridgeUniqueid", "b"}});
  for (const char* id : {"2", "1", "2-trunk", "1-103"}) hang_up(id, "1");

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].call.id, "2");
  EXPECT_EQ(changes[2].call.id, "2") << "the same entry of the timeline";
  EXPECT_EQ(changes[2].kind, Kind::ended);
}

TEST_F(CallTrapsTest, HoldsSeveralRecordingsOfACallUnderNamesOfOurs) {
  answered_call("1", "+46701234567");
  tracker.record("1", "kontor-1-1", now_ms);
  now_ms += 1'000;
  event("MixMonitorStop", "1", "1");
  tracker.record("1", "kontor-1-2", now_ms);
  now_ms += 2'000;
  hang_up("1-101", "1");
  hang_up("1", "1");

  const auto& recordings = changes.back().call.recordings;
  ASSERT_EQ(recordings.size(), 2U);
  EXPECT_EQ(recordings[0].name, "kontor-1-1");
  EXPECT_EQ(recordings[0].stopped_ms - recordings[0].started_ms, 1'000);
  EXPECT_EQ(recordings[1].stopped_ms - recordings[1].started_ms, 2'000);
}

TEST_F(CallTrapsTest, ARestartedExchangeLosesAndDoublesNoCall) {
  answered_call("old", "+46701234567");
  tracker.begin_sync();  // Nothing of before is up; another call is.
  event("CoreShowChannel", "new", "new",
        {{"Channel", "PJSIP/trunk-9"},
         {"CallerIDNum", "+46707654321"},
         {"ChannelState", "6"},
         {"BridgeId", "b"},
         {"Duration", "00:00:20"}});
  event("CoreShowChannel", "new-b", "new",
        {{"Channel", "PJSIP/102-9"},
         {"CallerIDNum", "102"},
         {"ChannelState", "6"},
         {"BridgeId", "b"},
         {"Duration", "00:00:15"}});
  take(message({{"Event", "CoreShowChannelsComplete"}}));

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].kind, Kind::ringing);
  EXPECT_EQ(changes[0].call.direction, "in");
  EXPECT_EQ(changes[0].call.number, "+46707654321");
  EXPECT_EQ(changes[1].kind, Kind::answered);
  EXPECT_EQ(changes[1].call.extension, "102");
  EXPECT_EQ(changes[2].call.id, "old");
  EXPECT_TRUE(changes[2].call.end_is_unsure);
  changes.clear();

  tracker.begin_sync();  // Once more: nothing new.
  event("CoreShowChannel", "new", "new", {{"Channel", "PJSIP/trunk-9"}, {"BridgeId", "b"}});
  event("CoreShowChannel", "new-b", "new", {{"Channel", "PJSIP/102-9"}, {"BridgeId", "b"}});
  take(message({{"Event", "CoreShowChannelsComplete"}}));
  EXPECT_TRUE(changes.empty());
  hang_up("new-b", "new");
  hang_up("new", "new");
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(talk_seconds(changes[0].call, changes[0].at_ms), 15);
}

TEST_F(CallTrapsTest, ANightWithoutThePluginIsNoTalkOfTwelveHours) {
  tracker.restore({.id = "1",
                   .number = "+46701234567",
                   .direction = "in",
                   .started_ms = 900'000,
                   .answered_ms = 910'000,
                   .known_ms = 970'000});
  now_ms += 12 * 3'600'000;
  tracker.begin_sync();
  take(message({{"Event", "CoreShowChannelsComplete"}}));

  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].call.end_is_unsure);
  EXPECT_EQ(talk_seconds(changes[0].call, changes[0].at_ms), 60) << "as long as is known";
}

TEST_F(CallTrapsTest, AChannelThatHungUpWhileItWasListedStaysGone) {
  answered_call("1", "+46701234567");
  tracker.begin_sync();
  hang_up("1-101", "1");
  hang_up("1", "1");
  event("CoreShowChannel", "1", "1", {{"Channel", "PJSIP/trunk-1"}});
  take(message({{"Event", "CoreShowChannelsComplete"}}));

  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::ended);
  EXPECT_EQ(tracker.size(), 0U);
}

TEST_F(CallTrapsTest, ACallParkedOrQueuedWhileNobodyListenedIsKnownAgain) {
  answered_call("1", "+46701234567");
  tracker.begin_sync();
  event("CoreShowChannel", "1", "1", {{"Channel", "PJSIP/trunk-1"}});
  take(message({{"Event", "CoreShowChannelsComplete"}}));
  take(message({{"Event", "ParkedCall"}, {"ParkeeUniqueid", "1"}, {"ParkingSpace", "701"}}));
  take(message({{"Event", "ParkedCall"}, {"ParkeeUniqueid", "1"}, {"ParkingSpace", "701"}}));
  event("QueueEntry", "1", "1", {{"Queue", "sales"}});

  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].kind, Kind::parked);
  EXPECT_EQ(changes[0].call.space, "701");
  EXPECT_EQ(changes[1].call.queue, "sales");
}

TEST_F(CallTrapsTest, AFloodOfNewChannelsStaysWithinLimits) {
  for (std::size_t i = 0; i < CallTracker::kCallsMax + 500; ++i) {
    const std::string id = "f" + std::to_string(i);
    new_channel(id, id, "+46701234567");
  }

  EXPECT_LE(tracker.size(), CallTracker::kCallsMax);
  tracker.begin_sync();
  take(message({{"Event", "CoreShowChannelsComplete"}}));
  EXPECT_EQ(tracker.size(), 0U);
}

TEST_F(CallTrapsTest, AFloodOfNewChannelsPushesOutNobodyWhoSpeaks) {
  answered_call("1", "+46701234567");
  changes.clear();
  bool pushed_out = false;
  for (std::size_t i = 0; i < CallTracker::kCallsMax + 500; ++i) {
    const std::string id = "f" + std::to_string(i);
    new_channel(id, id, "+46701234567");
    pushed_out |= tracker.pushed_out();
  }

  EXPECT_TRUE(pushed_out);
  ASSERT_NE(tracker.find("1"), nullptr);
  EXPECT_NE(tracker.find("1")->answered_ms, 0);
}

TEST_F(CallTrapsTest, OneCallHasSoManyChannelsAndTelephonesAndNoMore) {
  answered_call("1", "+46701234567");
  for (std::size_t i = 0; i < 3 * CallTracker::kLegsMax; ++i) {
    const std::string id = "1-" + std::to_string(i);
    new_channel(id, "1", "+46701234567");
    event("DialBegin", "1", "1",
          {{"DestUniqueid", id}, {"DestChannel", "PJSIP/" + std::to_string(i) + "-2"}});
  }

  EXPECT_LE(tracker.channels_of("1").size(), CallTracker::kLegsMax);
  EXPECT_LE(tracker.find("1")->rung.size(), CallTracker::kLegsMax);
}

TEST_F(CallTrapsTest, ARenamedChannelIsControlledUnderItsNewName) {
  answered_call("1", "+46701234567");
  event("Newstate", "1-101", "1", {{"Channel", "PJSIP/101-1"}});
  take(message({{"Event", "Rename"}, {"Uniqueid", "1-101"}, {"Newname", "PJSIP/101-2"}}));

  bool found = false;
  for (const Channel& channel : tracker.channels_of("1")) found |= channel.name == "PJSIP/101-2";
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace kontor::telephony
