#include <gtest/gtest.h>

#include "base/db/database.hpp"
#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"

namespace kontor::host {

namespace {

TEST(ProgramTest, StopsGracefullyAndLeavesAnIntactAuditLog) {
  testing::RunningHost host;
  host.start();
  ASSERT_TRUE(host.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Anna"}}}}));
  ASSERT_TRUE(host.call("GET", "/readyz"));

  EXPECT_EQ(host.stop(), 0);

  Settings settings;
  settings.data = host.folder() / "data";
  const auto entries = verify_audit_log(settings);
  ASSERT_TRUE(entries);
  EXPECT_GE(*entries, 3);
}

TEST(ProgramTest, TheAuditLogIsVerifiedFromTheCommandLineAlsoBesideTheRunningHost) {
  testing::RunningHost host;
  host.start();
  ASSERT_TRUE(host.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Anna"}}}}));
  const std::string data = (host.folder() / "data").string();

  const auto intact = testing::run("kontor-audit", {"verify", "--data", data, "--json"});
  ASSERT_EQ(intact.status, 0) << intact.output;
  const Json head = Json::parse(intact.output);
  const std::string noted =
      std::to_string(head["sequence"].get<std::int64_t>()) + ":" + head["hash"].get<std::string>();
  ASSERT_TRUE(host.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Bo"}}}}));
  EXPECT_EQ(host.stop(), 0);

  EXPECT_EQ(testing::run("kontor-audit", {"verify", "--data", data, "--expect", noted}).status, 0);
  EXPECT_EQ(testing::run("kontor-audit", {"verify", "--data", data, "--expect", "1:x"}).status, 1);
  EXPECT_EQ(testing::run("kontor-audit", {"verify", "--data", "/none"}).status, 2);
  EXPECT_NE(testing::run("kontor-audit", {"list", "--data", data, "--action", "login"})
                .output.find("login user"),
            std::string::npos);
  const auto database = db::Database::open("sqlite:" + data + "/host.db").value();
  ASSERT_TRUE(database->transaction([](db::Session& session) {
    return session.execute("UPDATE audit_entry SET action = 'read' WHERE sequence = 2");
  }));
  EXPECT_EQ(testing::run("kontor-audit", {"verify", "--data", data}).status, 1);
}

TEST(ProgramTest, OneFolderServesOneHost) {
  testing::RunningHost host;
  host.start();
  Settings settings;
  settings.data = host.folder() / "data";

  const auto second = Host::start(settings);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
}

// What it says when it does not start; the status tells its unit not to try again.
std::string refusal_of(testing::Arguments arguments) {
  arguments.insert(arguments.end(), {"--port", "0"});
  const auto told = testing::run("kontor-host", arguments);
  EXPECT_EQ(told.status, 78) << told.output;
  return told.output;
}

TEST(ProgramTest, TheFileThatTlsLacksIsNamed) {
  const testing::RunningHost host;
  const std::string data = (host.folder() / "data").string();
  const std::string certificate = (host.folder() / "host.crt").string();
  const testing::Arguments both{"--data", data, "--certificate", certificate, "--private-key", "k"};

  EXPECT_NE(refusal_of(both).find("cannot read the certificate " + certificate), std::string::npos);
  EXPECT_NE(refusal_of({"--data", data, "--private-key", "k"}).find("no certificate is named"),
            std::string::npos)
      << "it would speak plain HTTP";
}

TEST(ProgramTest, AHundredMegabytesInOneFieldAreOneRefusedRow) {
  testing::RunningHost host;
  host.start();
  std::string text = "Name;Role\nAnna;\"";
  text.append(std::size_t{100} << 20, 'x');
  text += "\"\nBo;ok\n";

  const auto id = host.upload("person", text);

  ASSERT_TRUE(id) << id.error().message;
  const Json state = host.finished(*id);
  EXPECT_EQ(state["created"], 1);
  EXPECT_EQ(state["invalid"], 1);
  const auto rows = host.call("GET", "/api/v1/imports/" + *id + "/rows?outcome=invalid");
  ASSERT_TRUE(rows);
  EXPECT_EQ((*rows)["rows"][0]["row"], 2);
  EXPECT_EQ((*rows)["rows"][0]["reason"], "a field is larger than 1 MB");
}

}  // namespace

}  // namespace kontor::host
