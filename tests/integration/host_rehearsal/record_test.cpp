#include <algorithm>
#include <thread>

#include "sdk/trace/trace.hpp"
#include "tests/integration/host_rehearsal/running_company.hpp"

namespace kontor::host {
namespace {

class RecordTest : public RunningCompany {
 protected:
  void SetUp() override {
    RunningCompany::SetUp();
    ASSERT_TRUE(install(built("hello-cpp")));
    plugins->stop_all();
    serve();
    ASSERT_TRUE(testing::eventually([&] {
      const auto shown = call("GET", "plugins/example.hello-cpp");
      return shown && (*shown)["state"] == "running";
    }));
  }
  // Until the plugin has seen a save, which only it refuses.
  bool save_is_refused() {
    return testing::eventually([&] {
      const auto made = call("POST", "records/person",
                             {{"fields", {{"first_name", ""}, {"email", "a@example.test"}}}});
      return !made && made.error().message.find("needs a name") != std::string::npos;
    });
  }
  std::filesystem::path kept() const { return data / "traces" / "example.hello-cpp.ktrace"; }
};

TEST_F(RecordTest, TheCommandBringsATraceThatReplaysAndLeavesNoneBehind) {
  const auto file = data / "hello.ktrace";
  testing::Program recording("kontor-record",
                             {"example.hello-cpp", "--host", url, "--token-file",
                              token_file().string(), "-o", file.string(), "--for", "60s"},
                             data / "record.log");
  ASSERT_TRUE(testing::eventually([&] { return std::filesystem::exists(kept()); }))
      << recording.output();
  EXPECT_TRUE(save_is_refused());
  EXPECT_EQ(recording.stop(), 0) << recording.output();

  const auto trace = trace::read_trace(file);
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_TRUE(std::ranges::any_of(trace->records, [](const trace::Record& record) {
    return record.operation == "record.before_save/1";
  }));
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(file).permissions()), 0600U);
  EXPECT_FALSE(std::filesystem::exists(kept()));
  const auto replayed =
      testing::run("kontor-replay", {file.string(), (built("hello-cpp") / "plugin.so").string()});
  EXPECT_EQ(replayed.status, 0) << replayed.output;
  EXPECT_TRUE(save_is_refused());  // The plugin goes on.
}

TEST_F(RecordTest, AKilledHostLeavesWhatWasRecordedReadable) {
  ASSERT_TRUE(call("POST", "plugins/example.hello-cpp/trace", {{"for_s", 60}}));
  ASSERT_TRUE(save_is_refused());
  host->kill_now();

  const auto trace = trace::read_trace(kept());

  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_TRUE(std::ranges::any_of(trace->records, [](const trace::Record& record) {
    return record.kind == trace::Kind::answer_of_plugin &&
           record.text.find("needs a name") != std::string::npos;
  }));
  EXPECT_EQ(static_cast<unsigned>(std::filesystem::status(kept()).permissions()), 0600U);
}

TEST_F(RecordTest, OneTraceAtATimeAndOnlyOfWhatIsInstalled) {
  ASSERT_TRUE(call("POST", "plugins/example.hello-cpp/trace", Json::object()));

  EXPECT_EQ(call("POST", "plugins/example.hello-cpp/trace", Json::object()).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(call("POST", "plugins/acme.none/trace", Json::object()).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(call("GET", "plugins/..%2Fhost.db/trace").error().code, ErrorCode::not_found);
  ASSERT_TRUE(call("DELETE", "plugins/example.hello-cpp/trace"));
  EXPECT_FALSE(std::filesystem::exists(kept()));
}

TEST_F(RecordTest, WhoStartedItIsInTheAuditLog) {
  ASSERT_TRUE(call("POST", "plugins/example.hello-cpp/trace", Json::object()));
  ASSERT_TRUE(call("DELETE", "plugins/example.hello-cpp/trace"));
  host.reset();
  open();

  const auto actions = database->read([](db::Session& session) {
    return session.query("SELECT action, actor_kind FROM audit_entry WHERE action LIKE $1",
                         {std::string("plugin.trace.%")});
  });

  ASSERT_TRUE(actions) << actions.error().message;
  ASSERT_EQ(actions->size(), 2U);
  EXPECT_EQ(actions->front().text(0), "plugin.trace.begin");
}

}  // namespace
}  // namespace kontor::host
