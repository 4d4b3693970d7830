#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "sdk/trace/layout.hpp"
#include "sdk/trace/trace_writer.hpp"

namespace kontor::trace {
namespace {

class TraceFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kontor-trace-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  static Header header() {
    Header made{.plugin = "acme.notes", .version = "1.0.0"};
    made.library_sha256 = std::string(64, 'a');
    made.abi = "1.0";
    made.started_at_ms = 1'700'000'000'000;
    return made;
  }
  std::unique_ptr<TraceWriter> writer(const WriterLimits& limits = {}) {
    return TraceWriter::create(file(), header(), limits).value();
  }
  std::filesystem::path file() const { return folder / "a.ktrace"; }
  std::string bytes() const { return read_file(file(), kTraceBytesMax).value(); }
  Trace trace() const { return parse_trace(bytes()).value(); }

  std::filesystem::path folder;
};

TEST_F(TraceFileTest, GivesBackWhatWasWritten) {
  auto written = writer();
  const auto save = written->call(Kind::call_to_plugin, "record.before_save/1", "{\"a\":1}", 0);
  const auto get = written->call(Kind::call_to_host, "storage.get/1", "{}", save);
  written->answer(Kind::answer_of_host, get, 4, "{\"code\":\"not_found\"}", true);
  written->log(2, "a line");
  written->answer(Kind::answer_of_plugin, save, 0, "{}", false);
  written->end("enough");

  const Trace read = trace();

  EXPECT_EQ(read.header.to_json(), header().to_json());
  ASSERT_EQ(read.records.size(), 6U);
  EXPECT_EQ(read.records[1].operation, "storage.get/1");
  EXPECT_EQ(read.records[1].parent, save);
  EXPECT_EQ(read.records[2].code, 4);
  EXPECT_TRUE(read.records[2].descriptor);
  EXPECT_EQ(read.records[3].text, "a line");
  EXPECT_EQ(read.records[5].kind, Kind::end);
  EXPECT_FALSE(read.cut);
}

TEST_F(TraceFileTest, IsReadableByItsOwnerOnlyAndNeverOverwritten) {
  writer();

  const auto mode = std::filesystem::status(file()).permissions();
  EXPECT_EQ(static_cast<unsigned>(mode), 0600U);
  EXPECT_EQ(TraceWriter::create(file(), header()).error().code, ErrorCode::conflict);
}

TEST_F(TraceFileTest, EveryCutLeavesTheRecordsBeforeIt) {
  auto written = writer();
  for (int index = 0; index < 3; ++index) {
    const auto call = written->call(Kind::call_to_plugin, "job.run/1", "{}", 0);
    written->answer(Kind::answer_of_plugin, call, 0, "{}", false);
  }
  const std::string whole = bytes();
  const std::size_t first = file_head(header()).size();

  std::size_t before = 0;
  for (std::size_t size = first; size < whole.size(); ++size) {
    const auto read = parse_trace(std::string_view(whole).substr(0, size));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_GE(read->records.size(), before);
    before = read->records.size();
  }

  EXPECT_EQ(before, 5U);
}

TEST_F(TraceFileTest, NoFlippedBitGoesUnnoticed) {
  auto written = writer();
  const auto call = written->call(Kind::call_to_plugin, "job.run/1", "{}", 0);
  written->answer(Kind::answer_of_plugin, call, 0, "{}", false);
  written->end("enough");
  const std::string whole = bytes();

  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    const auto read = parse_trace(flipped);
    // A length made longer looks like a file cut short; nothing false may be read.
    EXPECT_TRUE(!read || read->cut) << "byte " << at;
  }
}

TEST_F(TraceFileTest, EndsAtItsLimitsWhileThePluginGoesOn) {
  auto written = writer({.bytes_max = 4096});
  for (int index = 0; index < 1000; ++index) {
    const auto call = written->call(Kind::call_to_plugin, "job.run/1", "{}", 0);
    written->answer(Kind::answer_of_plugin, call, 0, "{}", false);
  }

  EXPECT_LE(bytes().size(), 4096U);
  EXPECT_EQ(trace().records.back().text, "the size is reached");
}

TEST_F(TraceFileTest, HoldsNoSecretThatWasHandedOut) {
  auto written = writer();
  written->hide("hunter\"2");
  const auto call = written->call(Kind::call_to_host, "http.fetch/1", R"({"k":"hunter\"2"})", 0);
  written->answer(Kind::answer_of_host, call, 0, "{}", false);

  EXPECT_EQ(bytes().find("hunter"), std::string::npos);
  EXPECT_TRUE(trace().records[0].redacted);
}

TEST_F(TraceFileTest, HoldsNoSecretThatPassesAConnectionInPieces) {
  auto written = writer();
  written->hide("hunter2");
  const auto call = written->call(Kind::call_to_host, "net.connect/1", "{}", 0);
  written->answer(Kind::answer_of_host, call, 0, "{}", true);
  for (const char* piece : {"Secret: hun", "ter", "2\r\nnext h", "ello"})
    written->bytes(Kind::bytes_of_plugin, call, piece);
  written->bytes(Kind::bytes_of_plugin, call, "");

  std::string passed;
  for (const Record& one : trace().records)
    if (one.kind == Kind::bytes_of_plugin) passed += one.text;
  EXPECT_EQ(passed, "Secret: (a secret)\r\nnext hello");
  EXPECT_EQ(bytes().find("hun"), std::string::npos);
}

// The vector of sdk/docs/trace-format.md.
TEST_F(TraceFileTest, IsTheDocumentedBytes) {
  Record record{.kind = Kind::call_to_plugin, .id = 1, .at_us = 1500, .thread = 1};
  record.operation = "job.run/1";
  record.text = R"({"job":"a"})";

  const std::string made = file_head(header()) + record_bytes(record);

  const auto page =
      std::filesystem::path(std::getenv("KONTOR_SOURCE")) / "sdk/docs/trace-format.md";
  const std::string text = read_file(page, 1 << 20).value();
  std::string documented;
  const auto begin = text.find("```hex\n") + 7;
  for (const char letter : text.substr(begin, text.find("```", begin) - begin))
    if (letter != ' ' && letter != '\n') documented += letter;
  EXPECT_EQ(hex_encode(made), documented);
}

struct Wrong {
  const char* name;
  std::vector<Record> records;
};

class TraceRefusal : public ::testing::TestWithParam<Wrong> {};

TEST_P(TraceRefusal, NamesThePlace) {
  std::string bytes = file_head({.plugin = "a.b",
                                 .version = "1.0.0",
                                 .library_sha256 = "",
                                 .abi = "1.0",
                                 .settings = Json::object()});
  for (const Record& record : GetParam().records) bytes += record_bytes(record);

  const auto read = parse_trace(bytes);

  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("at byte"), std::string::npos) << read.error().message;
}

const Record kCall{.kind = Kind::call_to_plugin, .id = 1, .operation = "a/1"};
INSTANTIATE_TEST_SUITE_P(
    Records, TraceRefusal,
    ::testing::Values(
        Wrong{"AnswerToNothing", {{.kind = Kind::answer_of_plugin, .id = 1}}},
        Wrong{"AnswerOfTheOtherSide", {kCall, {.kind = Kind::answer_of_host, .id = 1}}},
        Wrong{"AnswerTwice",
              {kCall,
               {.kind = Kind::answer_of_plugin, .id = 1},
               {.kind = Kind::answer_of_plugin, .id = 1}}},
        Wrong{"IdTwice", {kCall, kCall}},
        Wrong{"ParentOfTheSameSide",
              {kCall, {.kind = Kind::call_to_plugin, .id = 2, .parent = 1, .operation = "a/1"}}},
        Wrong{"ParentUnknown",
              {{.kind = Kind::call_to_host, .id = 2, .parent = 1, .operation = "a/1"}}},
        Wrong{"CallWithoutName", {{.kind = Kind::call_to_plugin, .id = 1}}},
        Wrong{"BytesOfNoConnection", {kCall, {.kind = Kind::bytes_of_plugin, .id = 1}}},
        Wrong{"BytesAfterTheirEnd",
              {{.kind = Kind::call_to_host, .id = 1, .operation = "net.connect/1"},
               {.kind = Kind::answer_of_host, .descriptor = true, .id = 1},
               {.kind = Kind::bytes_to_plugin, .id = 1},
               {.kind = Kind::bytes_to_plugin, .id = 1}}},
        Wrong{"UnknownKind", {{.kind = static_cast<Kind>(9)}}},
        Wrong{"SomethingAfterTheEnd", {{.kind = Kind::end}, kCall}}),
    [](const auto& wrong) { return wrong.param.name; });

}  // namespace
}  // namespace kontor::trace
