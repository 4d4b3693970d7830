#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

class ClientTest : public HttpFixture {};

TEST_F(ClientTest, TurnsAProblemBackIntoItsError) {
  router_.add({.method = "POST",
               .path = "/seats",
               .auth = Auth::anonymous("a test"),
               .handler = [](const Request&) -> Result<Response> {
                 return Error{ErrorCode::conflict, "no free seat",
                              R"({"code":"no-free-seat","holders":[{"name":"Anna"}]})"};
               },
               .summary = "Refuses."});

  const auto answer = client()->call("POST", "/seats", Json::object());

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::conflict);
  EXPECT_EQ(answer.error().message, "no free seat");
  EXPECT_EQ((*parse_json(answer.error().detail))["holders"][0]["name"], "Anna");
}

TEST_F(ClientTest, ReopensAConnectionTheServerClosed) {
  start({.threads = 4, .idle_timeout_ms = 50});
  auto one = client();
  ASSERT_EQ(one->get("/echo")->body, "hello");
  // Each is as idle as ours; the second outlasts it by what two loops may be apart.
  for (int watcher = 0; watcher < 2; ++watcher) testing::RawSocket(port()).read_to_end();

  EXPECT_EQ(one->get("/echo")->body, "hello");
}

TEST_F(ClientTest, LimitsTheAnswerAndTheTime) {
  auto small = Client::create(origin(), {.body_bytes_max = 3}).value();
  auto hasty = Client::create(origin(), {.timeout_ms = 100}).value();

  EXPECT_EQ(small->get("/echo").error().code, ErrorCode::exhausted);
  EXPECT_EQ(hasty->get("/slow").error().code, ErrorCode::unavailable);
}

TEST_F(ClientTest, UploadsPieceByPieceAndNeverMoreThanWasSaid) {
  constexpr std::size_t kSize = 5'000'000;
  const Headers good{{"authorization", "Bearer good"}};
  std::size_t longest = 0;
  const Client::Source source = [&](std::size_t most) -> Result<std::string> {
    longest = std::max(longest, most);
    return std::string(most, 'x');
  };
  const auto one = client();

  const auto whole = one->upload("/big", good, kSize, source);
  const auto too_long = one->upload("/big", good, std::size_t{9} << 20, source);
  const auto nobody = one->upload("/big", {}, kSize, source);
  const auto cut = one->upload("/big", good, kSize, [](std::size_t) { return std::string(); });
  const auto after = one->get("/echo");

  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(Json::parse(whole->body)["bytes"], kSize);
  EXPECT_LE(longest, 65'536U);
  ASSERT_TRUE(too_long) << too_long.error().message;
  EXPECT_EQ(too_long->status, 413);
  ASSERT_TRUE(nobody) << nobody.error().message;
  EXPECT_EQ(nobody->status, 401);
  EXPECT_EQ(cut.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(after->body, "hello");
}

TEST_F(ClientTest, SaysWhoItCannotReach) {
  const std::string gone = origin();
  server_.reset();

  const auto answer = Client::create(gone).value()->get("/");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_NE(answer.error().message.find("127.0.0.1"), std::string::npos);
}

}  // namespace
}  // namespace kontor::http
