#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

using testing::RawSocket;

constexpr char kLater[] = "GET /later HTTP/1.1\r\nHost: x\r\n\r\n";

// Beside the fixture's routes: /later (answered by answer_all), /later/slow (its last step may
// block), /later/closed (a caller whom only a database knows), /later/echo (a JSON body).
class DeferredTest : public HttpFixture {
 protected:
  DeferredTest() {
    const Auth open = Auth::anonymous("a test");
    const Auth slow_to_tell("token", [](const Request& request) -> Result<std::any> {
      if (request.header("authorization") == "Bearer good") return std::any{};
      return Error{ErrorCode::unauthenticated, "log in first"};
    });
    router_.add({.method = "GET",
                 .path = "/later",
                 .auth = open,
                 .summary = "Answers when it is told to.",
                 .deferred = [this](const Request&, const Reply& reply) { keep(reply); }});
    router_.add({.method = "GET",
                 .path = "/later/slow",
                 .auth = open,
                 .summary = "Answers in a thread of its own.",
                 .deferred = [](const Request&, const Reply& reply) {
                   reply(Cost::may_block, [] { return Response::text("slow"); });
                 }});
    router_.add({.method = "GET",
                 .path = "/later/closed",
                 .auth = slow_to_tell,
                 .summary = "Answers friends.",
                 .deferred = [](const Request&, const Reply& reply) {
                   reply(Cost::brief, [] { return Response::text("friend"); });
                 }});
    router_.add({.method = "POST",
                 .path = "/later/echo",
                 .auth = open,
                 .summary = "Says a number again.",
                 .body_bytes_max = 1000,
                 .body_schema = {{"type", "object"}, {"required", {"number"}}},
                 .deferred = [](const Request& request, const Reply& reply) {
                   reply(Cost::brief, [&request]() -> Result<Response> {
                     return Response::json(request.document);
                   });
                 }});
    start({.threads = 1});
  }
  ~DeferredTest() override { answer_all(); }

  void keep(const Reply& reply) {
    const std::lock_guard lock(mutex_);
    replies_.push_back(reply);
    changed_.notify_all();
  }
  void wait_for_replies(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return replies_.size() >= count; });
    ASSERT_GE(replies_.size(), count);
  }
  void answer_all() {
    std::vector<Reply> replies;
    {
      const std::lock_guard lock(mutex_);
      replies.swap(replies_);
    }
    for (const Reply& reply : replies) reply(Cost::brief, [] { return Response::text("later"); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Reply> replies_;
};

TEST_F(DeferredTest, HoldsNoThreadForManyThatWait) {
  std::vector<std::unique_ptr<RawSocket>> sockets;
  for (int i = 0; i < 50; ++i) {
    sockets.push_back(std::make_unique<RawSocket>(port()));
    ASSERT_TRUE(sockets.back()->send(kLater));
  }
  wait_for_replies(50);

  EXPECT_EQ(client()->get("/echo")->body, "hello");  // The one thread there is has time.
  answer_all();
  for (auto& socket : sockets) EXPECT_TRUE(socket->read_answer().ends_with("later"));
}

TEST_F(DeferredTest, AnswersPipelinedRequestsInOrder) {
  RawSocket socket(port());
  socket.send(std::string(kLater) + "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n" + kLater);
  wait_for_replies(1);
  answer_all();

  EXPECT_TRUE(socket.read_answer().ends_with("later"));
  EXPECT_TRUE(socket.read_answer().ends_with("hello"));
  wait_for_replies(1);
  answer_all();
  EXPECT_TRUE(socket.read_answer().ends_with("later"));
}

TEST_F(DeferredTest, ChecksTheCallerAndTheBodyLikeAnyRoute) {
  auto one = client();

  EXPECT_EQ(one->get("/later/closed")->status, 401);
  EXPECT_EQ(one->get("/later/closed", {{"authorization", "Bearer good"}})->body, "friend");
  EXPECT_EQ(one->call("POST", "/later/echo", {{"number", 7}}).value()["number"], 7);
  EXPECT_EQ(one->call("POST", "/later/echo", {{"word", 7}}).error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(one->send("POST", "/later/echo", {{"content-type", "application/json"}},
                      std::string(2000, ' '))
                ->status,
            413);
  EXPECT_EQ(one->get("/later/slow")->body, "slow");
  EXPECT_EQ(one->get("/later/slow?unknown=1")->status, 400);
}

TEST_F(DeferredTest, SurvivesAClientThatLeavesBeforeItsAnswer) {
  { RawSocket(port()).send(kLater); }
  wait_for_replies(1);
  answer_all();

  EXPECT_EQ(client()->get("/echo")->body, "hello");
}

TEST_F(DeferredTest, IsAnsweredWhileTheServerStops) {
  RawSocket busy(port());
  busy.send(kLater);
  wait_for_replies(1);

  std::thread stopper([this] { server_->stop(10000); });
  answer_all();
  const std::string answer = busy.read_to_end();
  stopper.join();

  EXPECT_TRUE(answer.ends_with("later")) << answer;
}

TEST_F(DeferredTest, AnswersAClientThatHasStoppedSending) {
  RawSocket socket(port());
  socket.send(kLater);
  socket.stop_sending();
  wait_for_replies(1);
  answer_all();

  EXPECT_TRUE(socket.read_to_end().ends_with("later"));
}

}  // namespace
}  // namespace kontor::http
