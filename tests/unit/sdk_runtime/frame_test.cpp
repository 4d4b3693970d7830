#include "sdk/runtime/frame.hpp"

#include <gtest/gtest.h>

namespace kontor::runtime {
namespace {

std::string bytes(const FrameHeader& header) { return {header.begin(), header.end()}; }

std::string frame(std::string_view operation, std::string_view text) {
  return bytes(frame_header(FrameKind::call, operation.size(), text.size(), 0, 7, 3, false)) +
         std::string(operation) + std::string(text);
}

TEST(FrameParserTest, CutsAStreamIntoFramesWhateverThePieces) {
  const std::string stream =
      frame("echo", "one") + frame("", "") + frame("ask", std::string(100'000, 'x'));
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{33}, std::size_t{70'000}, stream.size()}) {
    FrameParser parser;
    std::vector<Frame> frames;
    for (std::size_t offset = 0; offset < stream.size(); offset += piece) {
      parser.append(std::string_view(stream).substr(offset, piece));
      for (auto next = parser.next(); next && *next; next = parser.next()) frames.push_back(**next);
    }
    ASSERT_EQ(frames.size(), 3U);
    EXPECT_EQ(frames[0].operation, "echo");
    EXPECT_EQ(frames[0].text, "one");
    EXPECT_EQ(frames[0].id, 7U);
    EXPECT_EQ(frames[0].parent, 3U);
    EXPECT_EQ(frames[2].text.size(), 100'000U);
  }
}

TEST(FrameParserTest, RefusesAFrameOverTheLimitBeforeReadingIt) {
  FrameParser parser;
  parser.append(bytes(frame_header(FrameKind::call, 0, kFrameBytesMax + 1, 0, 1, 0, false)));

  EXPECT_FALSE(parser.next());
}

TEST(FrameParserTest, RefusesBytesThatAreNoFrame) {
  FrameParser parser;
  parser.append(std::string(kFrameHeaderBytes, '\xee'));

  EXPECT_FALSE(parser.next());
}

TEST(FrameParserTest, RefusesAnOperationLongerThanItsFrame) {
  FrameParser parser;
  std::string header = bytes(frame_header(FrameKind::call, 9, 0, 0, 1, 0, false));
  header[0] = 1;
  parser.append(header + "x");

  EXPECT_FALSE(parser.next());
}

}  // namespace
}  // namespace kontor::runtime
