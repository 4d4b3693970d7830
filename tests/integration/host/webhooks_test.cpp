#include <functional>
#include <mutex>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/http/server.hpp"
#include "host/api/webhook_endpoints.hpp"
#include "host/webhooks/webhook_sender.hpp"
#include "host/webhooks/webhook_signature.hpp"
#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

// A webhook to a real server on this machine that answers what a test says.
class WebhooksTest : public testing::RestTest {
 protected:
  WebhooksTest() {
    add_webhook_endpoints(router_, *accounts_, webhooks_);
    add_feed_endpoints(router_, *accounts_, *outbox_);
    peer_routes_.add({.method = "POST",
                      .path = "/hook",
                      .auth = http::Auth::anonymous("the test's receiver"),
                      .handler = [this](const http::Request& request) -> Result<http::Response> {
                        const std::lock_guard lock(mutex_);
                        received_.push_back(request);
                        http::Response answer = http::Response::no_content();
                        answer.status = status_;
                        answer.headers["location"] = "/elsewhere";
                        return answer;
                      },
                      .summary = "Receives."});
    http::ServerOptions options;
    options.port = 0;
    peer_ = http::Server::start(peer_routes_, options).value();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(peer_->port()) + "/hook"; }
  Webhooks::Made hook(const std::vector<std::string>& events) {
    const auto made =
        webhooks_.add(admin_, {.url = url(), .events = events, .private_network = true});
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return *made;
  }
  WebhookDelivery only_delivery(const std::string& id) {
    const auto found = webhooks_.deliveries(admin_, id, "", 10);
    EXPECT_TRUE(found && found->size() == 1);
    return found && !found->empty() ? found->front() : WebhookDelivery{};
  }

  const std::string key_ = std::string(32, 'k');
  Webhooks webhooks_{{*database_, clock_, random_, ids_, key_}};
  WebhookSender sender_{{*database_, clock_, ids_, *outbox_, key_}};
  std::mutex mutex_;
  std::vector<http::Request> received_;
  int status_ = 204;
  http::Router peer_routes_;
  std::unique_ptr<http::Server> peer_;
};
INSTANTIATE_TEST_SUITE_P(Databases, WebhooksTest, testing::both_databases(),
                         testing::database_name);

// The vector of the Standard Webhooks specification's libraries.
TEST(WebhookSignatureTest, SignsAsTheSpecificationDoes) {
  const auto headers =
      webhook_headers("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                      1'614'265'330'000, R"({"test": 2432232314})");

  ASSERT_TRUE(headers);
  EXPECT_EQ(headers->at("webhook-signature"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(headers->at("webhook-timestamp"), "1614265330");
  EXPECT_FALSE(webhook_headers("secret", "id", 0, ""));
}

TEST_P(WebhooksTest, SendsASignedEventOnce) {
  const auto made = hook({"person.*"});
  const Record person = make("person", {{"name", "Anna"}});
  make("deal", {{"title", "Not wanted"}});

  ASSERT_TRUE(sender_.step());
  ASSERT_TRUE(sender_.step());

  ASSERT_EQ(received_.size(), 1U);
  const http::Request& got = received_.front();
  const Json body = Json::parse(got.body);
  EXPECT_EQ(body["type"], "person.created");
  EXPECT_EQ(body["data"]["id"], person.id);
  EXPECT_EQ(got.body.find("Anna"), std::string::npos);
  const auto expected =
      webhook_headers(made.secret, got.header("webhook-id"), clock_.now_ms(), got.body);
  EXPECT_EQ(got.header("webhook-signature"), expected->at("webhook-signature"));
  EXPECT_EQ(only_delivery(made.webhook.id).state, "delivered");
}

TEST_P(WebhooksTest, HearsOfNothingFromBeforeItWasMadeOrWhileNoneWasEnabled) {
  make("person", {{"name", "Before"}});
  ASSERT_TRUE(sender_.step());
  const auto made = hook({"person.*"});
  ASSERT_TRUE(webhooks_.change(admin_, made.webhook.id, {.enabled = false}));
  make("person", {{"name", "Meanwhile"}});
  ASSERT_TRUE(sender_.step());
  ASSERT_TRUE(webhooks_.change(admin_, made.webhook.id, {.enabled = true}));

  const Record after = make("person", {{"name", "After"}});
  ASSERT_TRUE(sender_.step());

  ASSERT_EQ(received_.size(), 1U);
  EXPECT_EQ(Json::parse(received_.front().body)["data"]["id"], after.id);
}

TEST_P(WebhooksTest, TriesAgainWithGrowingPausesUnderTheSameId) {
  status_ = 500;
  const auto made = hook({"*"});
  make("person", {{"name", "Anna"}});

  for (const std::int64_t pause_ms : WebhookSender::kPausesMs) {
    EXPECT_EQ(sender_.step().value(), 1U);
    EXPECT_EQ(sender_.step().value(), 0U);
    clock_.advance(pause_ms - 1);
    EXPECT_EQ(sender_.step().value(), 0U);
    clock_.advance(1);
  }
  EXPECT_EQ(sender_.step().value(), 1U);

  EXPECT_EQ(only_delivery(made.webhook.id).state, "dead");
  EXPECT_EQ(received_.size(), WebhookSender::kPausesMs.size() + 1);
  EXPECT_EQ(received_.front().header("webhook-id"), received_.back().header("webhook-id"));
}

TEST_P(WebhooksTest, DeadLettersAreReplayed) {
  status_ = 503;
  const auto made = hook({"*"});
  make("person", {{"name", "Anna"}});
  ASSERT_TRUE(sender_.step());
  for (const std::int64_t pause_ms : WebhookSender::kPausesMs) {
    clock_.advance(pause_ms);
    ASSERT_TRUE(sender_.step());
  }
  ASSERT_EQ(only_delivery(made.webhook.id).state, "dead");
  status_ = 200;

  EXPECT_EQ(webhooks_.replay(admin_, made.webhook.id, "").value(), 1);
  ASSERT_TRUE(sender_.step());

  EXPECT_EQ(only_delivery(made.webhook.id).state, "delivered");
}

TEST_P(WebhooksTest, AnEndpointThatIsGoneIsSwitchedOff) {
  status_ = 410;
  hook({"*"});
  make("person", {{"name", "Anna"}});
  ASSERT_TRUE(sender_.step());
  make("person", {{"name", "Bo"}});
  ASSERT_TRUE(sender_.step());

  EXPECT_EQ(received_.size(), 1U);
  const auto hooks = webhooks_.list(admin_);
  EXPECT_FALSE(hooks->front().enabled);
  EXPECT_NE(hooks->front().reason, "");
}

TEST_P(WebhooksTest, ARedirectIsNotFollowed) {
  status_ = 302;
  const auto made = hook({"*"});
  make("person", {{"name", "Anna"}});
  ASSERT_TRUE(sender_.step());

  EXPECT_EQ(only_delivery(made.webhook.id).last_status, 302);
  EXPECT_EQ(received_.size(), 1U);
}

TEST_P(WebhooksTest, ThePrivateNetworkIsClosedUnlessAnAdministratorOpensIt) {
  EXPECT_FALSE(webhooks_.add(admin_, {.url = url(), .events = std::vector<std::string>{"*"}}));
  const auto made =
      webhooks_.add(admin_, {.url = "https://127.0.0.1:" + std::to_string(peer_->port()) + "/hook",
                             .events = std::vector<std::string>{"*"}});
  ASSERT_TRUE(made);
  make("person", {{"name", "Anna"}});
  ASSERT_TRUE(sender_.step());

  EXPECT_TRUE(received_.empty());
  EXPECT_NE(only_delivery(made->webhook.id).last_error, "");
}

TEST_P(WebhooksTest, OnlyHoldersOfTheRightManageWebhooks) {
  EXPECT_EQ(webhooks_.list(somebody({})).error().code, ErrorCode::forbidden);
  EXPECT_EQ(ask("GET", "/api/v1/webhooks", "", bearer({"records:read"})).status, 403);
  const auto headers = bearer({"webhooks.manage"});
  const auto made = ask("POST", "/api/v1/webhooks",
                        R"({"url":"https://hooks.example/x","events":["deal.won"]})", headers);
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = Json::parse(made.body)["id"];
  EXPECT_EQ(ask("GET", "/api/v1/webhooks", "", headers).body.find("whsec"), std::string::npos);
  EXPECT_EQ(ask("PATCH", "/api/v1/webhooks/" + id, R"({"enabled":false})", headers).status, 200);
  EXPECT_EQ(ask("DELETE", "/api/v1/webhooks/" + id, "", headers).status, 204);
  EXPECT_EQ(ask("DELETE", "/api/v1/webhooks/" + id, "", headers).status, 404);
  for (const char* body :
       {R"({"url":"ftp://x","events":["*"]})", R"({"url":"https://x"})",
        R"({"url":"https://u@x","events":["*"]})", R"({"url":"https://x","events":["a b"]})",
        R"({"url":"https://x","events":[]})"}) {
    EXPECT_EQ(ask("POST", "/api/v1/webhooks", body, headers).status, 400) << body;
  }
}

TEST_P(WebhooksTest, TheFeedGoesOnFromItsCursorAndMissesNothing) {
  const auto headers = bearer({"events.read"});
  for (int i = 0; i < 5; ++i) make("person", {{"name", "P" + std::to_string(i)}});
  std::vector<std::string> seen;
  std::string cursor = "0";
  for (;;) {
    const auto page =
        Json::parse(ask("GET", "/api/v1/feed?limit=2&after=" + cursor, "", headers).body);
    cursor = page["next"];
    if (page["events"].empty()) break;
    for (const Json& event : page["events"]) seen.push_back(event["id"]);
  }

  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 5U);
  EXPECT_EQ(seen.size(), 5U);
  const auto now = Json::parse(ask("GET", "/api/v1/feed?after=now", "", headers).body);
  EXPECT_EQ(now["next"], cursor);
  EXPECT_EQ(ask("GET", "/api/v1/feed?after=x", "", headers).status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/feed", "", bearer({"records:read"})).status, 403);
}

}  // namespace

}  // namespace kontor::host
