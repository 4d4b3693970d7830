#include <kontor/base64.hpp>
#include <kontor/hmac.hpp>
#include <map>

#include "base/core/clock.hpp"
#include "tests/integration/plugins/plugin_fixture.hpp"

namespace kontor::testing {
namespace {

constexpr char kCloudKey[] = "shared-secret";

// The telephony plugin at a cloud exchange that the test plays: webhook in, REST out.
class CloudExchangeTest : public PluginFixture {
 protected:
  CloudExchangeTest() : PluginFixture("telephony") {
    host.set_secret("secret", kCloudKey);
    eva = host.add_record("person",
                          {{"name", "Eva Ek"}, {"phone", "+46701234567"}, {"owner", "user-1"}});
    host.on<op::HttpFetch>([this](const auto& request) -> Result<op::HttpFetchResponse> {
      fetched.push_back(request);
      return op::HttpFetchResponse{.status = status, .headers = {}, .body = "{}"};
    });
    load({{"exchange", "cloud"},
          {"cloud_url", "https://pbx.example/api/"},
          {"recordings_url", "https://pbx.example/recordings"},
          {"extensions", {{"101", "user-1"}}}});
  }

  Json message(const std::string& event, const std::string& id, const Json& more = Json::object()) {
    Json body = {{"event", event}, {"id", id},          {"call_id", "c1"},
                 {"at_ms", at_ms}, {"direction", "in"}, {"number", "+46701234567"}};
    body.update(more);
    return body;
  }
  op::WebhookReceiveRequest signed_call(const Json& body, const std::string& key = kCloudKey) {
    op::WebhookReceiveRequest request;
    request.webhook = "events";
    request.method = "POST";
    request.body = body.dump();
    const std::string timestamp = std::to_string(SystemClock().now_ms() / 1000);
    request.headers = {
        {"x-kontor-timestamp", timestamp},
        {"x-kontor-signature", hmac_sha256_hex(key, timestamp + "." + request.body)}};
    return request;
  }
  op::WebhookReceiveResponse post(const Json& body) {
    return *plugin().call<op::WebhookReceive>(signed_call(body));
  }
  bool ended() {
    return host.wait_until([this] { return !host.events().empty(); });
  }

  std::string eva;
  TimeMs at_ms = SystemClock().now_ms();
  std::int64_t status = 200;
  std::vector<op::HttpFetchRequest> fetched;
};

TEST_F(CloudExchangeTest, R22ARingRaisesTheCardAndIsRoutedToTheResponsibleManager) {
  const auto answer = post(message("ring", "e1"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(Json::parse(answer.body)["route"]["extension"], "101");

  post(message("ring", "e2", {{"extension", "101"}}));
  ASSERT_TRUE(host.wait_until([this] { return host.pushes().size() == 1; }));
  EXPECT_EQ(host.pushes()[0].user, "user-1");
  EXPECT_EQ(host.pushes()[0].payload["matches"][0]["name"], "Eva Ek");
  at_ms += 5'000;
  post(message("answer", "e3", {{"extension", "101"}}));
  at_ms += 65'000;
  post(message("end", "e4"));
  ASSERT_TRUE(ended());

  EXPECT_EQ(host.timeline().at(0).duration_s, 65);
  EXPECT_EQ(host.events()[0].payload["wait_s"], 5);
}

TEST_F(CloudExchangeTest, RefusesForgeriesReplaysAndNonsense) {
  const auto once = signed_call(message("ring", "e1", {{"extension", "101"}}));
  EXPECT_EQ(plugin().call<op::WebhookReceive>(once)->status, 200);

  EXPECT_EQ(plugin().call<op::WebhookReceive>(once)->status, 409) << "the same bytes again";
  EXPECT_EQ(post(message("ring", "e1", {{"extension", "102"}})).status, 409) << "its id again";
  auto forged = signed_call(message("end", "e2"), "another key");
  EXPECT_EQ(plugin().call<op::WebhookReceive>(forged)->status, 401);
  forged = signed_call(message("end", "e3"));
  forged.body = message("end", "e4").dump();
  EXPECT_EQ(plugin().call<op::WebhookReceive>(forged)->status, 401);
  forged.headers.clear();
  EXPECT_EQ(plugin().call<op::WebhookReceive>(forged)->status, 401);
  EXPECT_EQ(post(message("dance", "e5")).status, 400);
  EXPECT_TRUE(host.events().empty()) << "nothing of it ended the call";
}

TEST_F(CloudExchangeTest, AMessageSentAgainAfterACrashBeginsNoCallAnew) {
  post(message("ring", "e1", {{"extension", "101"}}));
  post(message("answer", "e2", {{"extension", "101"}}));
  at_ms += 9'000;
  post(message("end", "e3"));
  ASSERT_TRUE(ended());
  ASSERT_TRUE(host.wait_until([this] { return host.storage("call/c1").is_null(); }));

  // Our answer was lost, and with it that we saw it: it comes under another id.
  EXPECT_EQ(post(message("end", "e4")).status, 200);
  EXPECT_EQ(post(message("ring", "e5", {{"extension", "101"}})).status, 200);

  EXPECT_EQ(act("telephony.calls", "", "", Json::object())->output["calls"].size(), 0U);
  EXPECT_EQ(host.events().size(), 1U);
  EXPECT_EQ(host.timeline().back().state, "answered") << "and no missed call of it";
  EXPECT_FALSE(host.record("task", "task-1"));
}

TEST_F(CloudExchangeTest, CallsAndLeadsCallsBySignedRequests) {
  const auto done = act("telephony.call", "person", eva, Json::object());
  ASSERT_TRUE(done) << done.error().message;
  const std::string call = done->output["call_id"];
  ASSERT_TRUE(
      act("telephony.transfer", "", "", {{"call_id", call}, {"to", "103"}, {"kind", "attended"}}));

  ASSERT_EQ(fetched.size(), 2U);
  EXPECT_EQ(fetched[0].url, "https://pbx.example/api/calls");
  EXPECT_EQ(Json::parse(fetched[0].body)["number"], "+46701234567");
  EXPECT_EQ(fetched[1].url, "https://pbx.example/api/calls/" + call + "/transfer");
  EXPECT_EQ(Json::parse(fetched[1].body)["kind"], "attended");
  for (const auto& request : fetched) {
    EXPECT_EQ(
        request.headers.at("x-kontor-signature"),
        hmac_sha256_hex(kCloudKey, request.headers.at("x-kontor-timestamp") + "." + request.body));
  }
  status = 503;
  EXPECT_EQ(act("telephony.hang_up", "", "", {{"call_id", call}}).error().code,
            ErrorCode::unavailable);
  EXPECT_EQ(plugin().call<op::PluginHealth>({})->status, "degraded");
}

TEST_F(CloudExchangeTest, R22KeepsARecordingOnThePersonsCardOnce) {
  post(message("ring", "e1", {{"extension", "101"}}));
  post(message("end", "e2"));
  ASSERT_TRUE(ended());
  post(message("recording", "e3", {{"recording", "r1.mp3"}}));
  const std::string whole = std::string((1 << 20) + 5, '\xff');
  host.on<op::HttpFetch>([&](const auto& request) -> Result<op::HttpFetchResponse> {
    EXPECT_TRUE(request.binary);
    EXPECT_EQ(request.url, "https://pbx.example/recordings/r1.mp3");
    const bool first = request.headers.at("range") == "bytes=0-1048575";
    op::HttpFetchResponse piece{.status = 206, .headers = {}, .body = ""};
    piece.headers["content-range"] = "bytes x/" + std::to_string(whole.size());
    piece.body = to_base64(first ? whole.substr(0, 1 << 20) : whole.substr(1 << 20));
    return piece;
  });
  op::JobRunRequest job;
  job.job = "recording";
  ASSERT_EQ(host.jobs().size(), 1U);
  job.payload = host.jobs()[0].payload;

  ASSERT_TRUE(plugin().call<op::JobRun>(job));
  ASSERT_TRUE(plugin().call<op::JobRun>(job)) << "at least once is once";

  const auto file = host.file("file-1");
  ASSERT_TRUE(file && file->ended);
  EXPECT_EQ(file->bytes, whole);
  EXPECT_EQ(file->begun.record->id, eva) << "who may read the card may hear it";
  EXPECT_EQ(file->begun.person, eva) << "and it goes with the person";
  EXPECT_EQ(host.timeline().back().state, "recorded");
  EXPECT_FALSE(host.file("file-2"));
}

TEST_F(CloudExchangeTest, R22RecordingsAndTheLogGoWhenTheirTimeIsOverAndNothingElseDoes) {
  constexpr TimeMs kDay = 86'400'000;
  const TimeMs today = at_ms;
  host.on<op::HttpFetch>([](const auto&) -> Result<op::HttpFetchResponse> {
    return op::HttpFetchResponse{.status = 200, .headers = {}, .body = to_base64("sound")};
  });
  std::map<std::string, std::string> logged;
  std::size_t made = 0;
  // Recordings stay 90 days and the log 365 unless the settings say otherwise.
  for (const auto& [call, days] : std::map<std::string, int>{{"a", 400}, {"b", 100}, {"c", 1}}) {
    at_ms = today - days * kDay;
    const std::string entry = "log/" + to_rfc3339(at_ms).substr(0, 10) + "/" + call;
    logged[call] = entry;
    post(message("ring", call + "1", {{"call_id", call}, {"extension", "101"}}));
    post(message("end", call + "2", {{"call_id", call}}));
    ASSERT_TRUE(host.wait_until([&] { return !host.storage(entry).is_null(); }));
    post(message("recording", call + "3", {{"call_id", call}, {"recording", call + ".wav"}}));
    ASSERT_EQ(host.jobs().size(), ++made);
    op::JobRunRequest fetch;
    fetch.job = "recording";
    fetch.payload = host.jobs().back().payload;
    ASSERT_TRUE(plugin().call<op::JobRun>(fetch));
  }
  ASSERT_TRUE(host.file("file-3"));

  op::JobRunRequest tidy;
  tidy.job = "tidy";
  ASSERT_TRUE(plugin().call<op::JobRun>(tidy));

  EXPECT_FALSE(host.file("file-1"));
  EXPECT_FALSE(host.file("file-2"));
  EXPECT_TRUE(host.file("file-3"));
  EXPECT_TRUE(host.storage(logged["a"]).is_null());
  EXPECT_FALSE(host.storage(logged["b"]).is_null());
  EXPECT_FALSE(host.storage(logged["c"]).is_null());
}

}  // namespace
}  // namespace kontor::testing
