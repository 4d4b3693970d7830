#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "sdk/testing/fake_host.hpp"
#include "tests/support/smsc.hpp"

namespace kontor::testing {
namespace {

// The sms plugin in a runner of its own, killed at one of its calls to the host: before the
// call, or after it was done and before the plugin heard so. What the plugin keeps it keeps
// through these calls, so between two of them one moment of death is as good as another.
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

  // A new company of `count` people who agreed.
  void make_company(const Smsc& smsc, int count) {
    process_.reset();  // Or it would hear what the SMSC tells the next one.
    std::filesystem::remove(folder_ / "smsc.jsonl");
    people_ = count;
    host_ = std::make_unique<FakeHost>();
    host_->set_secret("password", "smsctest");
    host_->set_settings({{"smpp_address", smsc.address()},
                         {"username", "kontor"},
                         {"from", "72500"},
                         {"send_from_hour", 0},
                         {"send_until_hour", 24}});
    for (int i = 0; i < count; ++i) {
      const std::string number = "+467000000" + std::to_string(10 + i);
      host_->allow(host_->add_record("person", {{"phone", number}, {"first_name", "Eva"}}),
                   "marketing");
    }
  }

  void start(int kill_at, bool kill_before) {
    kill_at_ = kill_at;
    kill_before_ = kill_before;
    calls_ = 0;
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
    const Json settings = host_->call("settings.get/1", Json::object()).value()["settings"];
    const auto answer = process_->call(
        "plugin.start/1",
        Json{{"settings", settings}, {"locale", "en"}, {"host_version", "0.1.0"}}.dump());
    ASSERT_TRUE(answer || kill_at > 0) << answer.error().message;
  }

  runtime::HostAnswer serve(const runtime::HostCall& call) {
    const std::lock_guard lock(mutex_);
    if (dead_) return {Error{ErrorCode::unavailable, "the plugin is dead"}};
    const bool is_last = ++calls_ == kill_at_;
    if (is_last && kill_before_) return killed();
    auto answer = host_->call(call.operation, Json::parse(call.request));
    if (!answer) return {std::move(answer).error()};
    runtime::Descriptor socket;
    if (call.operation == "net.connect/1") {
      socket = runtime::Descriptor((*answer)["descriptor"].get<int>());
      *answer = Json::object();
    }
    if (is_last) return killed();
    return {answer->dump(), std::move(socket)};
  }
  runtime::HostAnswer killed() {
    dead_ = true;
    ::kill(pid_, SIGKILL);
    return {Error{ErrorCode::unavailable, "killed"}};
  }

  // What a user sends. Again with the same key, as a browser does that heard no answer.
  Result<std::string> press() {
    return process_->call("action.run/1", Json{{"action", "sms.segment"},
                                               {"actor", {{"id", "user-1"}, {"name", "Anna"}}},
                                               {"input", {{"text", "News"}}},
                                               {"key", "press-1"}}
                                              .dump());
  }
  // As the host does: each at least once, also those a crash interrupted.
  void run_jobs() {
    ASSERT_TRUE(process_->call("job.run/1", R"({"job":"due"})"));
    std::size_t ran = 0;
    for (auto jobs = host_->jobs(); ran < jobs.size(); jobs = host_->jobs()) {
      ran = jobs.size();
      for (const auto& job : jobs) {
        const auto answer = process_->call(
            "job.run/1", encode(op::JobRunRequest{.job = job.job, .payload = job.payload}).dump());
        ASSERT_TRUE(answer) << answer.error().message;
      }
    }
  }
  int count(const std::string& state) const {
    int found = 0;
    for (const auto& entry : host_->timeline()) found += entry.state == state ? 1 : 0;
    return found;
  }
  // False: it was over before so many calls.
  bool killed_in_a_campaign(int kill_at, bool before) {
    start(kill_at, before);
    (void)press();
    const auto is_over = [this] { return !process_->alive() || count("delivered") == people_; };
    EXPECT_TRUE(eventually(is_over) || eventually(is_over)) << states();
    return !process_->alive();
  }
  void come_back() {
    process_.reset();
    start(0, false);
    ASSERT_TRUE(press());
    run_jobs();
  }
  // A message whose receipt came while nobody listened stays queued.
  int known() const { return count("delivered") + count("queued") + count("uncertain"); }
  std::string states() const {
    std::string text;
    for (const auto& entry : host_->timeline())
      text += entry.external_id.value_or("") + " " + entry.state + "\n";
    for (const std::string& line : host_->log()) text += line + "\n";
    return text;
  }
  void expect_one_message_each(const Smsc& smsc) {
    const auto is_done = [this] { return known() == people_; };
    EXPECT_TRUE(eventually(is_done) || eventually(is_done)) << states();
    std::map<std::string, int> written;
    for (const Json& message : smsc.messages()) ++written[message["to"]];
    for (const auto& [number, times] : written) EXPECT_EQ(times, 1) << number;
    const int sent = static_cast<int>(written.size());
    EXPECT_GE(sent, count("delivered") + count("queued")) << states();
    EXPECT_GE(sent + count("uncertain"), people_) << "none is lost\n" << states();
    EXPECT_LE(count("uncertain"), 10) << "no more than the window";
    EXPECT_GE(static_cast<int>(host_->notices().size()), count("uncertain"))
        << "each is asked about";
  }

  std::filesystem::path folder_;
  std::unique_ptr<FakeHost> host_;
  std::unique_ptr<runtime::PluginProcess> process_;
  std::mutex mutex_;
  std::atomic<int> pid_{0};
  int people_ = 0;
  bool dead_ = false;
  bool kill_before_ = false;
  int kill_at_ = 0;
  int calls_ = 0;
};

TEST_F(SmsKillTest, WritesOnceToEachHoweverItIsKilledAndSaysWhatItCannotKnow) {
  Smsc smsc(folder_);
  int deaths = 0;
  for (const bool before : {true, false}) {
    for (int kill_at = 7; kill_at < 100; kill_at += 2, ++deaths) {
      SCOPED_TRACE(std::to_string(kill_at) + (before ? " before" : " after"));
      make_company(smsc, 3);
      if (!killed_in_a_campaign(kill_at, before)) break;
      come_back();
      expect_one_message_each(smsc);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GE(deaths, 12);
}

TEST_F(SmsKillTest, GoesOnWithACampaignWhoseNextJobACrashLost) {
  Smsc smsc(folder_);
  make_company(smsc, 52);  // Two batches.
  bool has_scheduled = false;
  host_->on<op::JobSchedule>([&](const auto&) -> Result<op::JobScheduleResponse> {
    has_scheduled = true;
    return Error{ErrorCode::unavailable, "the host has just ended"};
  });
  start(0, false);
  ASSERT_FALSE(press());
  ASSERT_TRUE(has_scheduled);
  std::map<std::string, op::JobScheduleRequest> jobs;
  host_->on<op::JobSchedule>([&](const auto& job) {
    jobs["next"] = job;
    return op::JobScheduleResponse{.id = "job-1"};
  });

  come_back();

  ASSERT_EQ(jobs.size(), 1U);
  const Json next =
      encode(op::JobRunRequest{.job = jobs["next"].job, .payload = jobs["next"].payload});
  ASSERT_TRUE(process_->call("job.run/1", next.dump()));
  expect_one_message_each(smsc);
}

}  // namespace
}  // namespace kontor::testing
