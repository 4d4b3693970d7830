// kontor-seats as its administrator meets it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/core/files.hpp"
#include "base/http/client.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

class SeatsProgramTest : public ::testing::Test {
 protected:
  SeatsProgramTest() {
    char name[] = "/tmp/kontor-seats-XXXXXX";
    EXPECT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  ~SeatsProgramTest() override { std::filesystem::remove_all(folder_); }

  Outcome seats(const Arguments& words) const {
    Arguments all{"--data", (folder_ / "data").string()};
    all.insert(all.end(), words.begin(), words.end());
    return run("kontor-seats", all);
  }
  std::unique_ptr<Program> serve(const Arguments& words = {}) const {
    Arguments all{"--data", (folder_ / "data").string(), "--port", "0"};
    all.insert(all.end(), words.begin(), words.end());
    all.emplace_back("run");
    auto program = std::make_unique<Program>("kontor-seats", all, folder_ / "log");
    EXPECT_TRUE(eventually([&] {
      return std::filesystem::exists(folder_ / "data" / "port") || !program->is_running();
    }));
    EXPECT_TRUE(program->is_running()) << program->output();
    return program;
  }
  std::string port() const {
    std::string text = read_file(folder_ / "data" / "port", 16).value();
    text.pop_back();
    return text;
  }

  std::filesystem::path folder_;
};

TEST_F(SeatsProgramTest, ExplainsEachVerb) {
  const Outcome all = run("kontor-seats", {"--help"});
  EXPECT_EQ(all.status, 0);
  for (const char* verb : {"init", "run", "backup", "restore", "audit", "host"}) {
    EXPECT_NE(all.output.find(verb), std::string::npos) << verb;
    EXPECT_EQ(seats({verb, "--help"}).status, 0) << verb;
  }
  EXPECT_EQ(seats({"dance"}).status, 2);
}

TEST_F(SeatsProgramTest, MakesALedgerServesAndStopsGracefully) {
  const Outcome made = seats({"init"});
  ASSERT_EQ(made.status, 0) << made.output;
  EXPECT_NE(made.output.find("authority"), std::string::npos);
  const auto secret =
      std::filesystem::status(folder_ / "data" / "keys" / "seats.key").permissions();
  EXPECT_EQ(secret & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);

  const auto server = serve();
  const auto client = http::Client::create("http://127.0.0.1:" + port()).value();
  EXPECT_EQ(client->get("/readyz")->status, 200);
  EXPECT_EQ(client->get("/metrics")->status, 200);
  EXPECT_EQ(client->get("/licensing/v1/licenses")->status, 401);

  EXPECT_EQ(server->stop(), 0);
  EXPECT_NE(server->output().find("kontor-seats stops"), std::string::npos);
  EXPECT_EQ(seats({"audit"}).status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "data" / "epoch.json"));
}

TEST_F(SeatsProgramTest, TwoServersDoNotShareOneFolder) {
  ASSERT_EQ(seats({"init"}).status, 0);
  const auto server = serve();

  const Outcome second = seats({"--port", "0", "run"});

  EXPECT_EQ(second.status, 1);
  EXPECT_NE(second.output.find("another kontor-seats"), std::string::npos) << second.output;
}

TEST_F(SeatsProgramTest, RefusesPlainHttpOffLoopback) {
  ASSERT_EQ(seats({"init"}).status, 0);

  const Outcome open = seats({"--address", "0.0.0.0", "--port", "0", "run"});

  EXPECT_EQ(open.status, 1);
  EXPECT_NE(open.output.find("--certificate"), std::string::npos) << open.output;
}

TEST_F(SeatsProgramTest, SpeaksTlsWithItsOwnCertificate) {
  const std::string key = folder_ / "key.pem";
  const std::string certificate = folder_ / "certificate.pem";
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
      "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
      key + " -out " + certificate + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  ASSERT_EQ(seats({"init"}).status, 0);
  const auto server = serve({"--certificate", certificate, "--private-key", key});

  const std::string origin = "https://localhost:" + port();
  const auto trusting = http::Client::create(origin, {.ca_file = certificate}).value();
  EXPECT_EQ(trusting->get("/healthz")->status, 200);
  EXPECT_FALSE(http::Client::create(origin).value()->get("/healthz"));
}

TEST_F(SeatsProgramTest, SystemdFindsNothingWrongWithTheUnit) {
  ASSERT_TRUE(std::filesystem::exists("/usr/bin/systemd-analyze")) << "Debian's systemd brings it";
  const std::filesystem::path source = std::getenv("KONTOR_SOURCE");
  const auto unit = read_file(source / "licensing" / "package" / "kontor-seats.service", 65536);
  ASSERT_TRUE(unit);
  std::string tried = *unit;
  // The program is not installed here; anything that is there will do.
  const std::string installed = "/usr/bin/kontor-seats";
  tried.replace(tried.find(installed), installed.size(), "/bin/true");
  ASSERT_TRUE(write_file(folder_ / "kontor-seats.service", tried));

  const std::string command = "systemd-analyze verify --man=no " +
                              (folder_ / "kontor-seats.service").string() + " > " +
                              (folder_ / "said").string() + " 2>&1";
  (void)std::system(command.c_str());
  const std::string said = read_file(folder_ / "said", 65536).value();

  // Other units of the machine may be told of as well.
  EXPECT_EQ(said.find("kontor-seats.service:"), std::string::npos) << said;
}

}  // namespace kontor::testing
