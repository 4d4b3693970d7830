#include <functional>

#include "base/core/bytes.hpp"
#include "tests/integration/host_trust/host_program.hpp"

namespace kontor::testing {
namespace {

constexpr const char* kFakeTime = "/usr/lib/" KONTOR_MULTIARCH "/faketime/libfaketimeMT.so.1";

// Programs started while it lives see another time.
class OtherTime {
 public:
  explicit OtherTime(const char* shift) {
    ::setenv("LD_PRELOAD", kFakeTime, 1);
    ::setenv("FAKETIME", shift, 1);
    ::setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1", 1);
  }
  ~OtherTime() {
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("FAKETIME");
    ::unsetenv("FAKETIME_DONT_FAKE_MONOTONIC");
  }
  OtherTime(const OtherTime&) = delete;
  OtherTime& operator=(const OtherTime&) = delete;
};

std::string code_of(const Error& error) {
  const auto detail = parse_json(error.detail.empty() ? "{}" : error.detail);
  return detail ? detail->value("code", "") : "";
}

TEST_F(HostProgramTest, AHostSixtyDaysOffLineStartsWithAllItsPluginsAndInstallsNothing) {
  ASSERT_TRUE(std::filesystem::exists(kFakeTime)) << "Debian's faketime brings it";
  release_steady("1.0.0");
  site->release(kHello, "1.0.0", package_of("hello-cpp"));
  site->publish();
  start_host();
  ASSERT_TRUE(install(kSteady)) << install(kSteady).error().message;
  const auto hello = install(kHello);
  ASSERT_TRUE(hello) << hello.error().message;
  release_steady("2.0.0");
  EXPECT_EQ(host->stop(), 0);

  const OtherTime later("+60d");
  start_host();

  EXPECT_TRUE(runs(kSteady)) << log();
  EXPECT_TRUE(runs(kHello)) << log();
  for (const char* path : {"/plugins/install", "/plugins/example.steady/update"}) {
    const Json body = std::string(path).ends_with("install")
                          ? Json{{"plugin_id", kSteady}, {"version", "2.0.0"}}
                          : Json::object();
    const auto refused = ask("POST", path, body);
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(code_of(refused.error()), "expired_metadata") << refused.error().message;
  }
  EXPECT_EQ(version_of(kSteady), "1.0.0");
}

TEST_F(HostProgramTest, AHostWhoseClockIsSetBackGoesOnAndBelievesNothingOlder) {
  release_steady("1.0.0");
  {
    const OtherTime later("+29d");
    start_host();
    ASSERT_TRUE(install(kSteady));
    EXPECT_EQ(host->stop(), 0);
  }
  start_host();
  EXPECT_TRUE(runs(kSteady)) << log();

  // Made by somebody with old keys: it ends before what this host has seen already.
  site->repository.expires.otherwise = clock.now_ms() + 86'400'000;
  release_steady("2.0.0");
  const auto refused = ask("POST", "/plugins/example.steady/update", Json::object());

  ASSERT_FALSE(refused);
  EXPECT_EQ(code_of(refused.error()), "expired_metadata");
  EXPECT_NE(refused.error().message.find("clock is behind"), std::string::npos)
      << refused.error().message;
}

TEST_F(HostProgramTest, TwoHostsOnOneDataFolderAreOne) {
  start_host();

  const auto second = run("kontor-host", {"--data", data, "--port", "0", "--market", site->url()});

  EXPECT_EQ(second.status, 1);
  EXPECT_NE(second.output.find("another kontor-host uses"), std::string::npos) << second.output;
  EXPECT_TRUE(ask("GET", "/plugins"));
}

TEST_F(HostProgramTest, AnUpdateByPolicyKilledAtAnyMomentIsTakenAfterTheNextStart) {
  release_steady("1.0.0");
  start_host();
  ASSERT_TRUE(install(kSteady));
  const auto policy = place / "policy.json";
  const auto key = crypto::SigningKey::load_or_create(place / "admin.key").value();
  const Json text = {{"format", "kontor.install-policy/1"},
                     {"serial", 1},
                     {"signers", {hex_encode(key.public_key().ed25519_raw())}},
                     {"updates", {{"default", {{"take", "all"}}}}}};
  ASSERT_TRUE(write_file(policy, to_text(text)));
  const auto token = ask("POST", "/tokens", {{"name", "cli"}, {"scopes", {"plugins.manage"}}});
  ASSERT_TRUE(token) << token.error().message;
  ASSERT_TRUE(write_file(place / "token", (*token)["token"].get<std::string>(), FileMode::secret));
  const Arguments host_words{"--host", origin, "--token-file", place / "token"};
  const auto command = [&](Arguments words, bool at_host) {
    if (at_host) words.insert(words.end(), host_words.begin(), host_words.end());
    const auto outcome = run("kontor-policy", words);
    EXPECT_EQ(outcome.status, 0) << outcome.output;
    return outcome.output;
  };
  command({"sign", policy, "--key", place / "admin.key", "--out", place / "policy.dsse"}, false);
  command({"check", place / "policy.dsse"}, false);
  command({"put", place / "policy.dsse"}, true);
  EXPECT_NE(command({"show"}, true).find("\"signed\""), std::string::npos);
  release_steady("2.0.0");

  const auto folder = data / "plugins" / kSteady;
  const std::function<bool()> moments[] = {
      [&] { return std::filesystem::exists(data / "plugins/.staging"); },
      [&] { return std::filesystem::exists(folder / "2.0.0"); },
      [&] { return log().find("plugin installed") != std::string::npos; },
  };
  for (const auto& moment : moments) {
    auto looking = std::async(std::launch::async,
                              [this] { return static_cast<bool>(ask("POST", "/updates/check")); });
    EXPECT_TRUE(eventually([&] { return moment() || version_of(kSteady) == "2.0.0"; })) << log();
    host->kill_now();
    static_cast<void>(looking.get());
    start_host();
    const auto looked = ask("POST", "/updates/check");
    ASSERT_TRUE(looked) << looked.error().message;
    EXPECT_EQ(version_of(kSteady), "2.0.0") << *looked;
    EXPECT_TRUE(runs(kSteady));
    ASSERT_TRUE(ask("POST", std::string("/plugins/") + kSteady + "/rollback"));
    ASSERT_EQ(version_of(kSteady), "1.0.0");
  }
}

}  // namespace
}  // namespace kontor::testing
