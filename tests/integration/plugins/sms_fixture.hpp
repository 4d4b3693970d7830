#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/core/log.hpp"
#include "base/http/client.hpp"
#include "base/http/server.hpp"
#include "tests/integration/plugins/plugin_fixture.hpp"
#include "tests/support/kannel.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// What the real host does for http.fetch.
inline Result<op::HttpFetchResponse> fetch_as_the_host(const op::HttpFetchRequest& request) {
  const std::size_t slash = request.url.find('/', 8);
  auto client = TRY(http::Client::create(request.url.substr(0, slash)));
  const auto response = TRY(client->send(request.method, request.url.substr(slash)));
  op::HttpFetchResponse answer;
  answer.status = response.status;
  answer.body = response.body;
  return answer;
}

// The sms plugin with Kannel as its gateway.
class SmsPluginTest : public PluginFixture {
 protected:
  SmsPluginTest() : PluginFixture("sms") {
    log::set_level(log::Level::error);
    std::string folder = "/tmp/kontor-sms-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    host.set_secret("password", "kannel-test");
    host.on<op::HttpFetch>([this](const auto& request) {
      ++fetches;
      return fetch_as_the_host(request);
    });
    person = add_person("+46701234567");
  }
  ~SmsPluginTest() override {
    receiver.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string add_person(const std::string& phone) {
    return host.add_record("person", {{"name", "Eva"}, {"phone", phone}, {"language", "sv"}});
  }
  // Lets the gateway reach the plugin's webhook, as the host's /hooks does.
  std::string start_receiver() {
    for (const std::string webhook : {"dlr", "in"}) serve(webhook);
    receiver = http::Server::start(router, {.threads = 4}).value();
    return "http://127.0.0.1:" + std::to_string(receiver->port());
  }
  void serve(const std::string& webhook) {
    router.add({.method = "GET",
                .path = "/api/v1/hooks/kontor.sms/" + webhook,
                .auth = http::Auth::anonymous("a test"),
                .handler = [this, webhook](const http::Request& request) -> Result<http::Response> {
                  const std::lock_guard lock(actor);
                  op::WebhookReceiveRequest call;
                  call.webhook = webhook;
                  call.method = "GET";
                  call.query = {request.query.begin(), request.query.end()};
                  const auto answer = TRY(plugin().call<op::WebhookReceive>(call));
                  http::Response response;
                  response.status = static_cast<int>(answer.status);
                  return response;
                },
                .summary = "Receives what Kannel says.",
                .query_names = {"*"}});
  }
  Result<op::ActionRunResponse> send(const std::string& text, const std::string& to) {
    const std::lock_guard lock(actor);
    return act("sms.send", "person", to, {{"text", text}, {"purpose", "marketing"}});
  }
  void run_due() {
    const std::lock_guard lock(actor);
    const auto ran = plugin().call<op::JobRun>({.job = "due"});
    EXPECT_TRUE(ran) << ran.error().message;
  }
  std::string health() { return plugin().call<op::PluginHealth>({})->detail; }
  std::vector<op::ViewBlock> overview() {
    const auto page = plugin().call<op::MenuOpen>(
        {.entry = "sms.overview", .actor = {.id = "user-1", .name = "Anna"}, .locale = "en"});
    EXPECT_TRUE(page) << page.error().message;
    return page ? page->blocks : std::vector<op::ViewBlock>{};
  }
  std::string state_of_first() {
    const auto timeline = host.timeline();
    return timeline.empty() ? "" : timeline[0].state;
  }
  Json gateway_settings(const std::string& url, const std::string& callback = "") {
    return {{"gateway_url", url},       {"username", "kontor"}, {"from", "Kontor"},
            {"callback_url", callback}, {"send_from_hour", 0},  {"send_until_hour", 24}};
  }

  std::filesystem::path folder_;
  std::mutex actor;  // The host's: one caller at a time.
  http::Router router;
  std::unique_ptr<http::Server> receiver;
  std::string person;
  std::atomic<int> fetches{0};
};

}  // namespace kontor::testing
