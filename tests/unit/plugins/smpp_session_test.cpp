#include <gtest/gtest.h>

#include "plugins/sms/smpp/session.hpp"

namespace kontor::sms::smpp {
namespace {

using Kind = SessionEvent::Kind;

// A session and the SMSC's end of it, with time in the test's hands.
class SmppSessionTest : public ::testing::Test {
 protected:
  void begin(std::uint32_t command = kBindTransceiver) {
    session = std::make_unique<Session>(
        SessionOptions{.window = 3, .response_timeout_ms = 1000, .enquire_after_ms = 5000}, command,
        now);
    const Pdu bind = heard().at(0);
    EXPECT_EQ(bind.command, command);
    say({command | kResponse, kOk, bind.sequence, std::string("smsc\0", 5)});
    EXPECT_EQ(told().at(0).kind, Kind::bound);
  }
  std::vector<Pdu> heard() {
    const std::string bytes = session->take_output();
    session->wrote(bytes.size());
    PduReader reader;
    reader.feed(bytes);
    std::vector<Pdu> pdus;
    while (auto pdu = reader.next()) pdus.push_back(*pdu);
    return pdus;
  }
  void say(const Pdu& pdu) { session->feed(encode(pdu), now); }
  std::vector<SessionEvent> told() { return session->take_events(); }
  void pass(TimeMs ms) {
    now += ms;
    session->tick(now);
  }
  std::uint32_t submit(std::uint64_t tag) {
    session->submit({.octets = "hello"}, tag, now);
    return heard().at(0).sequence;
  }
  Pdu taken(std::uint32_t sequence, const std::string& id) {
    return {kSubmitSm | kResponse, kOk, sequence, id + std::string(1, '\0')};
  }

  TimeMs now = 1'000'000;
  std::unique_ptr<Session> session;
};

TEST_F(SmppSessionTest, SubmitsOnlyWithinItsWindow) {
  begin();
  submit(1);
  const std::uint32_t second = submit(2);
  submit(3);
  EXPECT_FALSE(session->may_submit());

  say(taken(second, "id2"));

  EXPECT_TRUE(session->may_submit());
  const auto events = told();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::accepted);
  EXPECT_EQ(events[0].tag, 2U);
  EXPECT_EQ(events[0].text, "id2");
}

TEST_F(SmppSessionTest, SaysWhyABindWasRefused) {
  session = std::make_unique<Session>(SessionOptions{}, kBindTransceiver, now);
  say({kGenericNack, kInvalidCommandId, heard().at(0).sequence, ""});

  const auto events = told();
  EXPECT_EQ(events.at(0).kind, Kind::bind_refused);
  EXPECT_EQ(events.at(0).status, kInvalidCommandId);
  EXPECT_EQ(events.at(1).kind, Kind::closed);
}

TEST_F(SmppSessionTest, IsUncertainAboutWhatNobodyAnsweredAndHearsALateAnswer) {
  begin();
  const std::uint32_t sequence = submit(9);
  pass(1000);
  EXPECT_EQ(told().at(0).kind, Kind::uncertain);
  EXPECT_EQ(heard().at(0).command, kEnquireLink) << "is anybody there?";

  say(taken(sequence, "late"));

  EXPECT_EQ(told().at(0).kind, Kind::accepted);
  EXPECT_EQ(session->state(), Session::State::bound);
  EXPECT_TRUE(session->may_submit());
}

TEST_F(SmppSessionTest, TellsWhatNeverLeftFromWhatMayHaveArrived) {
  begin();
  submit(1);
  session->submit({.octets = "hello"}, 2, now);
  session->wrote(session->take_output().size() - 1);  // All but one octet of the second.

  session->disconnect("cut");

  const auto events = told();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].kind, Kind::uncertain);
  EXPECT_EQ(events[1].kind, Kind::unsent);
  EXPECT_EQ(events[1].tag, 2U);
  EXPECT_EQ(events[2].kind, Kind::closed);
}

TEST_F(SmppSessionTest, EnquiresWhenItIsQuietAndEndsWhenNobodyAnswers) {
  begin();
  pass(5000);
  EXPECT_EQ(heard().at(0).command, kEnquireLink);
  pass(1000);
  EXPECT_EQ(told().back().kind, Kind::closed);
}

TEST_F(SmppSessionTest, AnswersEnquireLinkAndUnbind) {
  begin();
  say({kEnquireLink, kOk, 77, ""});
  EXPECT_EQ(heard().at(0).command, kEnquireLink | kResponse);
  say({kUnbind, kOk, 78, ""});
  EXPECT_EQ(heard().at(0).sequence, 78U);
  EXPECT_EQ(session->state(), Session::State::closed);
}

TEST_F(SmppSessionTest, TakesAGenericNackForARefusal) {
  begin();
  say({kGenericNack, kInvalidCommandLength, submit(4), ""});

  const auto events = told();
  EXPECT_EQ(events.at(0).kind, Kind::refused);
  EXPECT_EQ(events.at(0).status, kInvalidCommandLength);
}

TEST_F(SmppSessionTest, NacksWhatItDoesNotKnowAndStaysUp) {
  begin();
  say({0x00000042, kOk, 5, ""});
  const Pdu answer = heard().at(0);
  EXPECT_EQ(answer.command, kGenericNack);
  EXPECT_EQ(answer.status, kInvalidCommandId);
  EXPECT_EQ(answer.sequence, 5U);
  EXPECT_EQ(session->state(), Session::State::bound);
}

TEST_F(SmppSessionTest, EndsAtAnImpossibleLength) {
  begin();
  session->feed(std::string(16, '\xff'), now);
  EXPECT_EQ(heard().at(0).status, kInvalidCommandLength);
  EXPECT_EQ(session->state(), Session::State::closed);
}

TEST_F(SmppSessionTest, AnswersADeliverOnlyWhenItIsWrittenDown) {
  begin();
  say({kDeliverSm, kOk, 31, short_message_body({.octets = "hi"})});
  EXPECT_TRUE(heard().empty());
  const auto events = told();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].message.octets, "hi");

  session->answer(events[0].sequence, kOk);

  const Pdu answer = heard().at(0);
  EXPECT_EQ(answer.command, kDeliverSm | kResponse);
  EXPECT_EQ(answer.sequence, 31U);
}

TEST_F(SmppSessionTest, UnbindsAndStillHearsWhatIsUnderWay) {
  begin();
  const std::uint32_t under_way = submit(1);
  session->unbind(now);
  const Pdu farewell = heard().at(0);
  EXPECT_EQ(farewell.command, kUnbind);
  EXPECT_FALSE(session->may_submit());
  say(taken(under_way, "a"));
  say({kUnbind | kResponse, kOk, farewell.sequence, ""});

  const auto events = told();
  EXPECT_EQ(events.at(0).kind, Kind::accepted);
  EXPECT_EQ(events.at(1).kind, Kind::closed);
}

}  // namespace
}  // namespace kontor::sms::smpp
