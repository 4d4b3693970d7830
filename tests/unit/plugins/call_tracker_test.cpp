#include "tests/unit/plugins/call_tracker_fixture.hpp"

namespace kontor::telephony {
namespace {

TEST_F(CallTrackerTest, FollowsARealCallFromRingToHangUp) {
  take(recording("basic.txt"));

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].kind, Kind::ringing);
  EXPECT_EQ(changes[0].call.number, "+491700000001");
  EXPECT_EQ(changes[0].call.extension, "102");
  EXPECT_EQ(changes[0].call.direction, "in");
  EXPECT_EQ(changes[1].kind, Kind::answered);
  EXPECT_EQ(changes[2].kind, Kind::ended);
  EXPECT_EQ(changes[2].call.id, "acct-1795311251.281");
  EXPECT_EQ(talk_seconds(changes[2].call, changes[2].at_ms), 3);
  EXPECT_EQ(tracker.size(), 0U);
}

TEST_F(CallTrackerTest, LeavesCallsWithinTheHouseAlone) {
  for (const char* name : {"redirect.txt", "park.txt", "conf.txt", "atxfer.txt"}) {
    take(recording(name));
    EXPECT_TRUE(changes.empty()) << name;
    EXPECT_EQ(tracker.size(), 0U) << name;
  }
}

TEST_F(CallTrackerTest, RingsOnceAtEachTelephoneOfAQueue) {
  new_channel("1", "1", "+46701234567");
  dial("DialBegin", "1", "+46701234567", "600", "101");
  dial("DialBegin", "1", "+46701234567", "600", "102");
  dial("DialBegin", "1", "+46701234567", "600", "101");

  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].call.extension, "101");
  EXPECT_EQ(changes[1].call.extension, "102");
}

TEST_F(CallTrackerTest, KnowsAMissedCall) {
  new_channel("1", "1", "+46701234567");
  dial("DialBegin", "1", "+46701234567", "600", "101");
  hang_up("1-101", "1");
  hang_up("1", "1");

  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(state_of(changes[1].call, /*ended=*/true), "missed");
  EXPECT_FALSE(talk_seconds(changes[1].call, changes[1].at_ms));
}

TEST_F(CallTrackerTest, SeesACallDialledOnATelephone) {
  new_channel("1", "1", "101");
  dial("DialBegin", "1", "101", "+46701234567", "trunk");
  dial("DialEnd", "1", "101", "+46701234567", "trunk");
  now_ms += 61'000;
  hang_up("1-trunk", "1");
  hang_up("1", "1");

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].call.direction, "out");
  EXPECT_EQ(changes[0].call.number, "+46701234567");
  EXPECT_EQ(talk_seconds(changes[2].call, changes[2].at_ms), 61);
}

TEST_F(CallTrackerTest, EndsAfterAReconnectWhatIsNoLongerThere) {
  new_channel("1", "1", "+46701234567");
  dial("DialBegin", "1", "+46701234567", "600", "101");
  new_channel("2", "2", "+46707654321");
  dial("DialBegin", "2", "+46707654321", "600", "102");
  changes.clear();

  tracker.begin_sync();
  take(message({{"Event", "CoreShowChannel"}, {"Uniqueid", "2"}, {"Linkedid", "2"}}));
  take(message({{"Event", "CoreShowChannelsComplete"}}));

  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, Kind::ended);
  EXPECT_EQ(changes[0].call.id, "1");
  hang_up("2", "2");
  EXPECT_EQ(changes.size(), 2U);
}

TEST_F(CallTrackerTest, GoesOnWithACallFromBeforeARestart) {
  tracker.restore({.id = "1", .number = "+46701234567", .direction = "in", .answered_ms = 400'000});
  tracker.begin_sync();
  take(message({{"Event", "CoreShowChannel"}, {"Uniqueid", "1"}, {"Linkedid", "1"}}));
  take(message({{"Event", "CoreShowChannelsComplete"}}));
  EXPECT_TRUE(changes.empty());
  hang_up("1", "1");

  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(talk_seconds(changes[0].call, changes[0].at_ms), 600);
}

TEST_F(CallTrackerTest, EndsACallOfOursThatNeverCameUp) {
  tracker.expect({.id = "kontor-1", .number = "+46701234567", .direction = "out"});
  take(
      message({{"Event", "OriginateResponse"}, {"ActionID", "kontor-1"}, {"Response", "Failure"}}));

  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(state_of(changes[0].call, /*ended=*/true), "no-answer");
}

TEST_F(CallTrackerTest, KeepsACallThatBeginsWhileTheChannelsAreListed) {
  tracker.begin_sync();
  tracker.expect({.id = "kontor-1", .number = "+46701234567", .direction = "out"});
  take(message({{"Event", "CoreShowChannelsComplete"}}));

  EXPECT_TRUE(changes.empty());
  EXPECT_EQ(tracker.size(), 1U);
}

TEST_F(CallTrackerTest, KnowsWhenACallEndedWhileTheChannelsWereListed) {
  tracker.begin_sync();
  new_channel("1", "1", "+46701234567");
  dial("DialBegin", "1", "+46701234567", "600", "101");
  dial("DialEnd", "1", "+46701234567", "600", "101");
  now_ms += 9'000;
  hang_up("1-101", "1");
  hang_up("1", "1");
  now_ms += 5'000;
  take(message({{"Event", "CoreShowChannelsComplete"}}));

  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(talk_seconds(changes[2].call, changes[2].at_ms), 9);
}

TEST_F(CallTrackerTest, ToleratesEventsInAnyOrder) {
  auto events = recording("atxfer.txt");
  std::srand(5);
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = events.size(); i > 1; --i) {
      std::swap(events[i - 1], events[static_cast<std::size_t>(std::rand()) % i]);
    }
    take(events);
    tracker.begin_sync();
    take(message({{"Event", "CoreShowChannelsComplete"}}));
    EXPECT_EQ(tracker.size(), 0U);
  }
}

}  // namespace
}  // namespace kontor::telephony
