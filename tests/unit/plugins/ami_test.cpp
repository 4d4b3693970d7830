#include "plugins/telephony/ami.hpp"

#include <gtest/gtest.h>

namespace kontor::telephony {
namespace {

TEST(AmiParser, CutsMessagesWhateverThePartsTheyComeIn) {
  const std::string stream =
      "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 7\r\n\r\n"
      "Event: Hangup\r\nCause-txt: Normal: Clearing\r\nEmpty:\r\nNoSpace:x\r\n\r\n";
  for (std::size_t part = 1; part <= stream.size(); ++part) {
    AmiParser parser;
    std::vector<AmiMessage> messages;
    for (std::size_t at = 0; at < stream.size(); at += part) {
      ASSERT_TRUE(parser.feed(std::string_view(stream).substr(at, part)));
      while (auto message = parser.next()) messages.push_back(std::move(*message));
    }
    ASSERT_EQ(messages.size(), 2U) << part;
    EXPECT_EQ(messages[0].get("actionid"), "7");
    EXPECT_EQ(messages[1].get("Cause-txt"), "Normal: Clearing");
    EXPECT_EQ(messages[1].get("NoSpace"), "x");
    EXPECT_TRUE(messages[1].has("Empty"));
    EXPECT_TRUE(messages[1].is_event("Hangup"));
  }
}

TEST(AmiParser, KeepsTheFirstOfRepeatedFields) {
  AmiParser parser;
  parser.feed("Event: X\nChanVariable: a=1\nChanVariable: b=2\n\n");

  const auto message = parser.next();

  ASSERT_TRUE(message);
  EXPECT_EQ(message->get("ChanVariable"), "a=1");
  EXPECT_EQ(message->fields().size(), 3U);
}

TEST(AmiParser, EndsWithAPeerThatIsNoExchange) {
  AmiParser endless;
  AmiParser many;
  std::string fields;
  for (int i = 0; i < 1001; ++i) fields += "A: b\r\n";

  EXPECT_FALSE(endless.feed(std::string(20000, 'x')));
  EXPECT_FALSE(endless.feed("\r\n\r\n"));
  EXPECT_FALSE(many.feed(fields));
}

TEST(AmiAction, LetsNoValueAddAField) {
  EXPECT_EQ(ami_action("Originate", {{"Exten", "1\r\nChannel: evil"}, {"A", "b"}}),
            "Action: Originate\r\nExten: 1Channel: evil\r\nA: b\r\n\r\n");
}

}  // namespace
}  // namespace kontor::telephony
