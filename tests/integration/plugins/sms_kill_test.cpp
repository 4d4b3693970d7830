#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/testing/fake_host.hpp"
#include "tests/support/smsc.hpp"

namespace kontor::testing {
namespace {

constexpr int kPeople = 40;

// The sms plugin in a runner of its own, killed at one of its calls to the host: before that
// call, or after it was done and before the plugin heard so.
class SmsKillTest : public ::testing::Test {
 protected:
  SmsKillTest() {
    log::set_level(log::Level::error);
    std::string folder = "/tmp/kontor-sms-kill-XXXXXX";
    folder_ = ::mkdtemp(folder.data());
  }
  ~SmsKillTest() override {
    process_.reset();
    std::filesystem::remove_all(folder_);
  }

  void people(const Smsc& smsc) {
    host_ = std::make_unique<FakeHost>();
    host_->set_secret("password", "smsctest");
    host_->set_settings({{"smpp_address", smsc.address()},
                         {"username", "kontor"},
                         {"from", "72500"},
                         {"send_from_hour", 0},
                         {"send_until_hour", 24}});
    for (int i = 0; i < kPeople; ++i) {
      const std::string number = "+467000000" + std::to_string(10 + i);
      host_->allow(host_->add_record("person", {{"phone", number}, {"first_name", "Eva"}}),
                   "marketing");
    }
  }

  void start() {
    dead_ = false;
    runtime::PluginProcessOptions options;
    options.runner = std::filesystem::path(std::getenv("KONTOR_BIN")) / "kontor-runner";
    options.file = std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / "sms" / "plugin.so";
    options.sha256_hex = crypto::sha256_hex(read_file(options.file, std::size_t{64} << 20).value());
    options.facts = {"kontor.sms", "0.1.0"};
    options.call_deadline_ms = 60'000;
    options.start_timeout_ms = 60'000;
    auto started = runtime::PluginProcess::start(
        std::move(options), [this](const runtime::HostCall& call) { return serve(call); });
    ASSERT_TRUE(started) << started.error().message;
    process_ = std::move(*started);
    pid_ = process_->pid();
    const Json settings = (*host_->call("settings.get/1", Json::object()))["settings"];
    (void)process_->call(
        "plugin.start/1",
        Json{{"settings", settings}, {"locale", "en"}, {"host_version", "0.1.0"}}.dump());
  }

  runtime::HostAnswer serve(const runtime::HostCall& call) {
    const std::lock_guard lock(mutex_);
    if (dead_) return {Error{ErrorCode::unavailable, "the plugin is dead"}};
    const bool is_last = kill_at_ > 0 && ++calls_ == kill_at_;
    if (is_last && kill_before_) return killed();
    auto answer = host_->call(call.operation, Json::parse(call.request));
    if (is_last) return killed();
    if (!answer) return {std::move(answer).error()};
    if (call.operation == "net.connect/1")
      return {std::string(R"({"descriptor":0})"),
              runtime::Descriptor((*answer)["descriptor"].get<int>())};
    return {answer->dump()};
  }
  runtime::HostAnswer killed() {
    dead_ = true;
    ::kill(pid_, SIGKILL);
    return {Error{ErrorCode::unavailable, "killed"}};
  }

  // A campaign, and the jobs it schedules, as often as the host would run them.
  void begin_campaign() {
    (void)process_->call(
        "action.run/1",
        R"({"action":"sms.segment","actor":{"id":"user-1","name":"Anna"},"input":{"text":"News"}})");
  }
  void run_jobs() {
    std::string id;
    const Json page = *host_->call("storage.list/1", {{"prefix", "campaign/"}});
    if (page["entries"].empty()) return;  // Killed before there was one.
    id = page["entries"][0]["key"].get<std::string>().substr(9);
    (void)process_->call("job.run/1",
                         Json{{"job", "campaign"}, {"payload", {{"campaign", id}}}}.dump());
    (void)process_->call("job.run/1", Json{{"job", "due"}}.dump());
  }
  std::map<std::string, int> states() const {
    std::map<std::string, int> count;
    for (const auto& entry : host_->timeline()) ++count[entry.state];
    return count;
  }

  std::filesystem::path folder_;
  std::unique_ptr<FakeHost> host_;
  std::unique_ptr<runtime::PluginProcess> process_;
  std::mutex mutex_;
  std::atomic<int> pid_{0};
  bool dead_ = false;
  bool kill_before_ = false;
  int kill_at_ = 0;
  int calls_ = 0;
};

TEST_F(SmsKillTest, WritesOnceToEachHoweverItIsKilledAndSaysWhatItCannotKnow) {
  Smsc smsc(folder_);
  for (const int kill_at : {12, 15, 17, 18, 19, 20, 60, 143, 301, 302}) {
    for (const bool before : {false, true}) {
      SCOPED_TRACE(std::to_string(kill_at) + (before ? " before" : " after"));
      std::filesystem::remove(folder_ / "smsc.jsonl");
      people(smsc);
      kill_at_ = kill_at;
      kill_before_ = before;
      calls_ = 0;
      start();
      begin_campaign();
      ASSERT_TRUE(
          eventually([this] { return !process_->alive() || states()["delivered"] == kPeople; }));
      process_.reset();

      kill_at_ = 0;
      start();
      run_jobs();
      const bool has_campaign =
          !(*host_->call("storage.list/1", {{"prefix", "campaign/"}}))["entries"].empty();
      if (!has_campaign) continue;
      EXPECT_TRUE(eventually([this] {
        auto now = states();
        return now["delivered"] + now["queued"] + now["uncertain"] == kPeople;
      })) << Json(states()).dump();

      std::map<std::string, int> written;
      for (const Json& message : smsc.messages()) ++written[message["to"]];
      for (const auto& [number, count] : written) EXPECT_EQ(count, 1) << number;
      auto now = states();
      EXPECT_GE(static_cast<int>(written.size()), now["delivered"]);
      EXPECT_LE(now["uncertain"], 10) << "no more than the window";
      EXPECT_GE(static_cast<int>(host_->notices().size()), now["uncertain"]) << "asked about each";
      process_.reset();
    }
  }
}

}  // namespace
}  // namespace kontor::testing
