#include <gtest/gtest.h>

#include "tests/integration/host/memory_of.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/raw_socket.hpp"

// Files as long as an import takes, and longer: 1 GiB comes through the socket piece by piece.
namespace kontor::host {

namespace {

constexpr std::uint64_t kGigabyte = std::uint64_t{1} << 30;
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
// A sanitized host takes minutes for that.
constexpr std::uint64_t kTakenBytes = testing::kSanitized ? kGigabyte / 64 : kGigabyte;
constexpr std::int64_t kGrowthMostKb = testing::kSanitized ? 800'000 : 48'000;
constexpr const char* kColumns = "Name;E-mail;Remarks\n";

// Gives the header and rows of people, `size` bytes to the byte, and never holds more than a row.
class ManyPeople {
 public:
  explicit ManyPeople(std::uint64_t size) : left_(size), row_(kColumns) {}
  std::string next(std::size_t most) {
    std::string piece;
    while (piece.size() < most && left_ > 0) {
      if (row_.empty()) row_ = new_row();
      const std::size_t taken = std::min(most - piece.size(), row_.size());
      piece.append(row_, 0, taken);
      row_.erase(0, taken);
      left_ -= taken;
    }
    return piece;
  }
  int rows() const { return rows_; }

 private:
  // The last row is as long as what is left.
  std::string new_row() {
    constexpr std::uint64_t kRowBytes = 64 * 1024;
    const std::string number = std::to_string(++rows_);
    std::string row = "Person " + number + ";p" + number + "@a.example;";
    const std::uint64_t bytes = left_ < 2 * kRowBytes ? left_ : kRowBytes;
    row.append(static_cast<std::size_t>(bytes) - row.size() - 1, 'r');
    return row + "\n";
  }

  std::uint64_t left_;
  std::string row_;
  int rows_ = 0;
};

class GigabyteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    host_.start();
    // What a first import brings to memory for good.
    const auto first = host_.upload("person", "Name;E-mail\nAnna;anna@a.example\n");
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_EQ(host_.finished(*first)["state"], "done");
    testing::forget_peak(host_.pid());
    before_kb_ = testing::peak_kb(host_.pid());
  }
  void expect_little_memory_and_no_file() {
    EXPECT_LT(testing::peak_kb(host_.pid()) - before_kb_, kGrowthMostKb);
    EXPECT_TRUE(testing::eventually(
        [&] { return std::filesystem::is_empty(host_.folder() / "data" / "imports"); }));
  }
  Result<http::Response> send_people(const std::string& target, ManyPeople& people,
                                     std::uint64_t size) const {
    const auto client = TRY(http::Client::create("http://127.0.0.1:" + std::to_string(host_.port()),
                                                 {.timeout_ms = 180'000}));
    http::Headers headers = host_.headers();
    headers["content-type"] = "text/csv";
    return client->upload(target, headers, size, [&](std::size_t most) -> Result<std::string> {
      return people.next(most);
    });
  }
  std::string head_of_upload(const std::string& framing, bool known = true) const {
    std::string head = "POST /api/v1/imports?entity=person HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (known) {
      for (const auto& [name, value] : host_.headers()) head += name + ": " + value + "\r\n";
    }
    return head + "Content-Type: text/csv\r\n" + framing + "\r\n\r\n";
  }
  std::string refused_at_once(const std::string& head) const {
    testing::RawSocket socket(host_.port());
    socket.send(head);
    return socket.read_answer();
  }

  testing::RunningHost host_;
  std::int64_t before_kb_ = 0;
};

TEST_F(GigabyteTest, AFileAsLongAsTheLimitIsTakenWholeInLittleMemory) {
  ManyPeople looked_at(kTakenBytes);
  const auto preview = send_people("/api/v1/imports/preview?entity=person", looked_at, kTakenBytes);
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ(preview->status, 200) << preview->body;
  expect_little_memory_and_no_file();

  ManyPeople people(kTakenBytes);
  const auto taken = send_people("/api/v1/imports?entity=person", people, kTakenBytes);
  ASSERT_TRUE(taken) << taken.error().message;
  ASSERT_EQ(taken->status, 202) << taken->body;
  const std::string place =
      "/api/v1/imports/" + parse_json(taken->body).value().value("id", std::string());
  Json state;
  const auto is_over = [&] {
    const auto now = host_.call("GET", place);
    if (now) state = *now;
    return now && (state["state"] == "done" || state["state"] == "failed");
  };
  for (int minutes = 0; minutes < 4 && !is_over(); ++minutes) (void)testing::eventually(is_over);

  EXPECT_EQ(state["state"], "done") << state;
  EXPECT_EQ(state["created"], people.rows()) << state;
  expect_little_memory_and_no_file();
}

TEST_F(GigabyteTest, OneByteMoreIsRefusedBeforeItIsSentAndAStrangersAsWell) {
  const std::string length = "Content-Length: " + std::to_string(kGigabyte + 1);

  EXPECT_NE(refused_at_once(head_of_upload(length)).find(" 413 "), std::string::npos);
  EXPECT_NE(refused_at_once(head_of_upload(length, /*known=*/false)).find(" 401 "),
            std::string::npos);
  expect_little_memory_and_no_file();
}

TEST_F(GigabyteTest, AStreamThatNeverSaidHowLongItIsEndsAtTheLimit) {
  ManyPeople people(kGigabyte + 1);
  testing::RawSocket socket(host_.port());
  ASSERT_TRUE(socket.send(head_of_upload("Transfer-Encoding: chunked")));
  const std::string full = "100000\r\n";  // kPieceBytes
  for (std::uint64_t sent = 0; sent < kGigabyte; sent += kPieceBytes)
    ASSERT_TRUE(socket.send(full + people.next(kPieceBytes) + "\r\n"));
  EXPECT_TRUE(socket.is_open());

  ASSERT_TRUE(socket.send("1\r\n" + people.next(1)));

  const std::string answer = socket.read_answer();
  EXPECT_NE(answer.find(" 413 "), std::string::npos) << answer;
  EXPECT_NE(answer.find("body-too-large"), std::string::npos) << answer;
  expect_little_memory_and_no_file();
}

TEST_F(GigabyteTest, OneThatBreaksOffLeavesNothing) {
  {
    testing::RawSocket socket(host_.port());
    ManyPeople people(kGigabyte);
    ASSERT_TRUE(socket.send(head_of_upload("Content-Length: " + std::to_string(kGigabyte))));
    for (int piece = 0; piece < 64; ++piece) ASSERT_TRUE(socket.send(people.next(kPieceBytes)));
    EXPECT_FALSE(std::filesystem::is_empty(host_.folder() / "data" / "imports"));
  }
  expect_little_memory_and_no_file();
}

// A line that never ends is one cell too large, not a reason to hold it.
TEST_F(GigabyteTest, ALineWithoutAnEndIsRefused) {
  for (const std::string& beginning : {std::string(kColumns), std::string(kColumns) + "\"x"}) {
    const std::uint64_t bytes = kGigabyte / 8;
    std::uint64_t left = bytes;
    const auto client =
        http::Client::create("http://127.0.0.1:" + std::to_string(host_.port())).value();
    const auto endless = [&](std::size_t most) -> Result<std::string> {
      std::string piece = left == bytes ? beginning : std::string();
      piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(most, left)), 'x');
      left -= piece.size();
      return piece;
    };
    http::Headers headers = host_.headers();
    headers["content-type"] = "text/csv";
    const auto taken = client->upload("/api/v1/imports?entity=person", headers, bytes, endless);
    ASSERT_TRUE(taken) << taken.error().message;
    ASSERT_EQ(taken->status, 202) << taken->body;

    const Json state = host_.finished(parse_json(taken->body).value().value("id", std::string()));

    EXPECT_EQ(state["state"], "done") << state;
    EXPECT_EQ(state["created"], 0) << state;
    EXPECT_EQ(state["invalid"], 1) << state;
  }
  EXPECT_TRUE(testing::eventually(
      [&] { return std::filesystem::is_empty(host_.folder() / "data" / "imports"); }));
}

}  // namespace

}  // namespace kontor::host
