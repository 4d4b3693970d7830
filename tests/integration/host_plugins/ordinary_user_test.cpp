#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "tests/integration/host_plugins/running_host.hpp"

namespace kontor::host {
namespace {

constexpr const char* kHello = "example.hello-cpp";
constexpr const char* kUser = "65534";

// The production case: kontor-host and everything it starts belong to a user without rights.
class OrdinaryUserTest : public RunningHostTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("hello-cpp"));
    ASSERT_TRUE(installed) << installed.error().message;
    add_administrator();
    close();
  }
  // As root, by setpriv and from a folder that user may enter; otherwise as whoever tests.
  void start_as_ordinary_user() {
    if (::geteuid() != 0) return start_host();
    const auto programs = data / "bin";
    std::filesystem::create_directory(programs);
    for (const char* program : {"kontor-host", "kontor-runner"})
      std::filesystem::copy_file(std::filesystem::path(std::getenv("KONTOR_BIN")) / program,
                                 programs / program);
    std::filesystem::permissions(data, std::filesystem::perms::owner_all);
    ASSERT_EQ(testing::run("/usr/bin/chown", {"-R", std::string(kUser) + ":" + kUser, data}).status,
              0);
    start_host({"/usr/bin/setpriv", "--reuid", kUser, "--regid", kUser, "--clear-groups",
                "--no-new-privs"},
               programs / "kontor-host");
  }
  // Owners of the processes whose program lies in this test's folder.
  std::set<uid_t> owners() const {
    std::set<uid_t> found;
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
      std::error_code gone;
      const auto program = std::filesystem::read_symlink(process.path() / "exe", gone);
      struct stat status {};
      if (!gone && program.string().starts_with((data / "bin").string()) &&
          ::stat(process.path().c_str(), &status) == 0)
        found.insert(status.st_uid);
    }
    return found;
  }
};

TEST_F(OrdinaryUserTest, TheHostRunsItsHookAndItsActionBehindEveryLayerThatRootHasToo) {
  start_as_ordinary_user();
  if (::geteuid() == 0) {
    EXPECT_FALSE(owners().contains(0)) << host_->output();
  }

  const auto refused = call("POST", "/records/person", {{"fields", {{"email", "a@b.se"}}}});
  const auto saved = call("POST", "/records/person",
                          {{"fields", {{"first_name", "Anna"}, {"last_name", " Berg "}}}});
  ASSERT_TRUE(saved) << saved.error().message << host_->output();
  const auto greeted =
      call("POST", std::string("/actions/") + kHello + "/hello.greet",
           {{"record", {{"entity", "person"}, {"id", (*saved)["id"]}}}, {"input", Json::object()}});

  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("A person needs a name."), std::string::npos)
      << refused.error().message;
  EXPECT_EQ((*saved)["fields"]["last_name"], "Berg");
  ASSERT_TRUE(greeted) << greeted.error().message;
  EXPECT_EQ((*greeted)["output"]["greeting"], "Hello, Anna");
  const auto shown = call("GET", std::string("/plugins/") + kHello);
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ((*shown)["state"], "running");
  EXPECT_EQ((*shown)["mode"], "sandbox");
  for (const Json& layer : (*shown)["layers"]) {
    const std::string name = layer["name"];
    // A memory group needs a part of the machine that its owner hands over.
    if (name != "memory cgroup") {
      EXPECT_NE(layer["state"], "missing") << layer;
    }
  }
  ASSERT_TRUE(call("POST", std::string("/plugins/") + kHello + "/stop"));
  ASSERT_TRUE(call("POST", std::string("/plugins/") + kHello + "/start"));
  const auto exported =
      client_->get(std::string("/api/v1/plugins/") + kHello + "/export", headers_);
  ASSERT_TRUE(exported);
  EXPECT_NE(exported->body.find(R"("name":"greetings","value":1)"), std::string::npos)
      << exported->body;
  EXPECT_EQ(host_->stop(), 0);
}

}  // namespace
}  // namespace kontor::host
