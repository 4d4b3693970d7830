#include "plugins/telephony/ami_orders.hpp"

#include <gtest/gtest.h>

#include <kontor/failure.hpp>

namespace kontor::telephony {
namespace {

using OrderVerb = Order::Verb;

class AmiOrdersTest : public testing::Test {
 protected:
  AmiOrdersTest() {
    settings = settings_of({{"extensions", {{"101", "user-1"}}},
                            {"conference_rooms", "8001, 8002"},
                            {"dial_prefix", "00"}});
    channels = {{.id = "1", .name = "PJSIP/trunk-00000001", .bridge = "b"},
                {.id = "2", .name = "PJSIP/101-00000002", .bridge = "b"},
                {.id = "3", .name = "PJSIP/102-00000003"}};
  }
  // "Name Field=value Field=value", one an action.
  std::vector<std::string> actions(Order order) {
    order.extension = "101";
    const Legs legs = legs_of(channels, "101", settings.house());
    std::vector<std::string> lines;
    for (const AmiAction& action : actions_for(order, call, legs, settings, "8001", "kontor-1-1")) {
      std::string line = action.name;
      for (const auto& [name, value] : action.fields) line += " " + name + "=" + value;
      lines.push_back(std::move(line));
    }
    return lines;
  }
  std::string one(const Order& order) {
    const auto lines = actions(order);
    return lines.size() == 1 ? lines[0] : std::to_string(lines.size()) + " actions";
  }

  Settings settings;
  Call call{.id = "1"};
  std::vector<Channel> channels;
};

TEST_F(AmiOrdersTest, R21HoldsByParkingAndTakesBackFromTheSpace) {
  EXPECT_EQ(one({.verb = OrderVerb::hold}),
            "Park Channel=PJSIP/trunk-00000001 TimeoutChannel=PJSIP/101-00000002 Timeout=300000");
  call.space = "701";
  EXPECT_EQ(one({.verb = OrderVerb::resume}),
            "Originate Channel=PJSIP/101 Context=internal Exten=701 Priority=1 Timeout=30000 "
            "Async=true");
}

TEST_F(AmiOrdersTest, R21HoldsByMusicAndTakesBackByABridge) {
  settings.hold_extension = "hold";

  EXPECT_EQ(one({.verb = OrderVerb::hold}),
            "Redirect Channel=PJSIP/trunk-00000001 Context=internal Exten=hold Priority=1");
  EXPECT_EQ(one({.verb = OrderVerb::resume}),
            "Originate Channel=PJSIP/101 Application=Bridge Data=PJSIP/trunk-00000001 "
            "Timeout=30000 Async=true");
}

TEST_F(AmiOrdersTest, R21TransfersBlindAndAttended) {
  EXPECT_EQ(one({.verb = OrderVerb::blind_transfer, .to = "103"}),
            "BlindTransfer Channel=PJSIP/101-00000002 Context=internal Exten=103");
  EXPECT_EQ(one({.verb = OrderVerb::attended_transfer, .to = "+46701234567"}),
            "Atxfer Channel=PJSIP/101-00000002 Context=internal Exten=0046701234567");
  EXPECT_EQ(one({.verb = OrderVerb::complete_transfer}),
            "Hangup Channel=PJSIP/101-00000002 Cause=16");
  EXPECT_EQ(one({.verb = OrderVerb::cancel_transfer}), "CancelAtxfer Channel=PJSIP/101-00000002");
}

TEST_F(AmiOrdersTest, R21MakesAConferenceOfThree) {
  const auto lines = actions({.verb = OrderVerb::conference, .to = "102"});

  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0],
            "Redirect Channel=PJSIP/trunk-00000001 Context=internal Exten=8001 Priority=1 "
            "ExtraChannel=PJSIP/101-00000002 ExtraContext=internal ExtraExten=8001 "
            "ExtraPriority=1");
  EXPECT_NE(lines[1].find("Channel=PJSIP/102 Context=internal Exten=8001"), std::string::npos);
}

TEST_F(AmiOrdersTest, R21RecordsUnderANameOfOurs) {
  EXPECT_EQ(one({.verb = OrderVerb::record}),
            "MixMonitor Channel=PJSIP/trunk-00000001 File=kontor-1-1.wav");
  EXPECT_EQ(one({.verb = OrderVerb::stop_recording}),
            "StopMixMonitor Channel=PJSIP/trunk-00000001");
  call.id = "../../etc/x\r\nAction: Originate";
  call.recordings.resize(1);
  EXPECT_EQ(recording_name(call), "kontor-------etc-x--Action--Originate-2");
}

TEST_F(AmiOrdersTest, DialsNothingThatIsNoNumber) {
  for (const char* to : {"", "101&PJSIP/evil", "101\r\nAction: X", "<unknown>"}) {
    EXPECT_THROW(actions({.verb = OrderVerb::blind_transfer, .to = to}), Failure) << to;
  }
}

TEST_F(AmiOrdersTest, RefusesWhereTheCallIsNotAtTheTelephone) {
  channels.clear();
  EXPECT_THROW(actions({.verb = OrderVerb::hold}), Failure);
  EXPECT_THROW(actions({.verb = OrderVerb::hang_up}), Failure);
}

TEST_F(AmiOrdersTest, SaysInTheLanguageOfTheCompanyWhyAnOrderIsNotFollowed) {
  channels.clear();
  for (const auto& [locale, word] : {std::pair{"en", "This call"}, std::pair{"ru", "Этот звонок"},
                                     std::pair{"sv", "Samtalet"}, std::pair{"da", "Opkaldet"}}) {
    settings.locale = locale;
    try {
      actions({.verb = OrderVerb::hold});
      ADD_FAILURE() << locale;
    } catch (const Failure& failure) {
      EXPECT_TRUE(std::string(failure.what()).starts_with(word)) << failure.what();
    }
  }
}

}  // namespace
}  // namespace kontor::telephony
