#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "base/http/client.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"

// `kontor import`, `kontor export` and `kontor report` against a running host.
namespace kontor::host {

namespace {

class ExchangeCliTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  ExchangeCliTest() {
    host_.start();
    const auto token = host_.call("POST", "/api/v1/tokens", {{"name", "cli"}, {"scopes", {"*"}}});
    EXPECT_TRUE(token) << token.error().message;
    EXPECT_TRUE(
        write_file(place("token"), (*token)["token"].get<std::string>() + "\n", FileMode::secret));
  }
  std::filesystem::path place(const std::string& name) const { return host_.folder() / name; }
  testing::Outcome asked(const std::string& program, testing::Arguments arguments) {
    arguments.insert(arguments.end(), {"--host", "http://127.0.0.1:" + std::to_string(host_.port()),
                                       "--token-file", place("token").string()});
    return testing::run(program, arguments);
  }

  testing::RunningHost host_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Databases, ExchangeCliTest, testing::both_databases(),
                         testing::database_name);

TEST_P(ExchangeCliTest, AFileIsTriedImportedExportedAndTakenBack) {
  const auto file = place("people.csv");
  ASSERT_TRUE(write_file(file, "Name;E-mail\nAnna;anna@a.example\nBo;not an address\n"));

  const auto tried = asked("kontor-import", {"run", file.string(), "--dry-run"});
  const auto done = asked("kontor-import", {"run", file.string()});
  const auto exported = asked("kontor-export", {"person", place("out.csv").string()});

  EXPECT_EQ(tried.status, 0) << tried.output;
  EXPECT_NE(tried.output.find("row 3, column E-mail: email: not an e-mail address"),
            std::string::npos)
      << tried.output;
  EXPECT_EQ(done.status, 0) << done.output;
  EXPECT_NE(done.output.find("1 created"), std::string::npos) << done.output;
  EXPECT_EQ(exported.status, 0) << exported.output;
  const auto text = read_file(place("out.csv"), 100'000);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("anna@a.example"), std::string::npos);

  const auto latest = host_.call("GET", "/api/v1/imports");
  ASSERT_TRUE(latest);
  const std::string id = (*latest)["imports"][0]["id"];
  const auto undone = asked("kontor-import", {"undo", id});
  EXPECT_EQ(undone.status, 0) << undone.output;
  EXPECT_NE(undone.output.find("undone: 1 taken back, 0 kept"), std::string::npos) << undone.output;
  // A file that is there is not written over.
  EXPECT_EQ(asked("kontor-export", {"person", place("out.csv").string()}).status, 1);
  EXPECT_EQ(asked("kontor-export", {"unicorn", place("none.csv").string()}).status, 1);
}

TEST_P(ExchangeCliTest, R26DuplicatesAreListedAndMerged) {
  std::vector<std::string> ids;
  for (const char* name : {"Anna", "A. Berg"}) {
    const auto made = host_.call("POST", "/api/v1/records/person",
                                 {{"fields", {{"name", name}, {"email", "anna@a.example"}}}});
    ASSERT_TRUE(made) << made.error().message;
    ids.push_back((*made)["id"]);
  }

  const auto listed = asked("kontor-duplicates", {"list", "--match", "email"});
  const auto merged = asked("kontor-duplicates", {"merge", ids[0], ids[1]});
  const auto after = asked("kontor-duplicates", {"list"});
  const auto refused = asked("kontor-duplicates", {"list", "--match", "role"});

  EXPECT_EQ(listed.status, 0) << listed.output;
  EXPECT_NE(listed.output.find("same email\n  " + ids[0] + "  Anna"), std::string::npos)
      << listed.output;
  EXPECT_EQ(merged.status, 0) << merged.output;
  EXPECT_EQ(after.output, "there are none\n");
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.output.find("begins with one of"), std::string::npos) << refused.output;
}

TEST_P(ExchangeCliTest, R54TheBinIsSetAndADeletedRecordPurged) {
  const auto made = host_.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Anna"}}}});
  ASSERT_TRUE(made) << made.error().message;
  const std::string id = (*made)["id"];

  const auto living = asked("kontor-gdpr", {"purge", "person", id});
  ASSERT_TRUE(host_.call("DELETE", "/api/v1/records/person/" + id));
  const auto purged = asked("kontor-gdpr", {"purge", "person", id});
  const auto set = asked("kontor-gdpr", {"set-bin", "7"});
  const auto shown = asked("kontor-gdpr", {"bin"});

  EXPECT_EQ(living.status, 1) << living.output;
  EXPECT_EQ(purged.status, 0) << purged.output;
  EXPECT_EQ(set.status, 0) << set.output;
  EXPECT_NE(shown.output.find("7"), std::string::npos) << shown.output;
  EXPECT_FALSE(host_.call("POST", "/api/v1/records/person/" + id + "/restore"));
}

TEST_P(ExchangeCliTest, OnesTasksAreACalendarUntilItsAddressEnds) {
  const auto me = host_.call("GET", "/api/v1/session");
  ASSERT_TRUE(me) << me.error().message;
  const auto other = host_.call("POST", "/api/v1/users",
                                {{"email", "bo@calendar.example"},
                                 {"name", "Bo"},
                                 {"password", "correct horse battery"},
                                 {"roles", {"sales"}}});
  ASSERT_TRUE(other) << other.error().message;
  const auto add = [&](const std::string& title, const Json& owner) {
    const Json fields{{"title", title}, {"owner", owner}, {"due_at", "2026-12-01T10:00:00Z"}};
    EXPECT_TRUE(host_.call("POST", "/api/v1/records/task", {{"fields", fields}}));
  };
  add("Call Anna", (*me)["user"]["id"]);
  add("Somebody else's", (*other)["id"]);
  const auto client =
      http::Client::create("http://127.0.0.1:" + std::to_string(host_.port())).value();
  const auto feed = [&](const std::string& path) { return client->get(path).value(); };

  const Json first = host_.call("POST", "/api/v1/calendar").value();
  const auto calendar = feed(first["path"]);

  EXPECT_EQ(calendar.status, 200) << calendar.body;
  EXPECT_EQ(calendar.headers.at("content-type"), "text/calendar; charset=utf-8");
  EXPECT_NE(calendar.body.find("SUMMARY:Call Anna"), std::string::npos) << calendar.body;
  EXPECT_EQ(calendar.body.find("Somebody"), std::string::npos);
  EXPECT_NE(feed(first["path"].get<std::string>() + "&as=todos").body.find("BEGIN:VTODO"),
            std::string::npos);
  EXPECT_EQ(feed("/api/v1/calendar/tasks.ics").status, 401);
  EXPECT_EQ(feed("/api/v1/calendar/tasks.ics?token=kontor_wrong").status, 401);
  const std::string all = read_file(place("token"), 200).value();
  EXPECT_EQ(feed("/api/v1/calendar/tasks.ics?token=" + all.substr(0, all.size() - 1)).status, 401)
      << "a token that may do more has no business in an address";
  const auto nobody = asked("kontor-access", {"calendar"});
  EXPECT_EQ(nobody.status, 1);
  EXPECT_NE(nobody.output.find("say who with --email"), std::string::npos) << nobody.output;
  const std::string path = host_.call("POST", "/api/v1/calendar").value()["path"];
  EXPECT_EQ(feed(first["path"]).status, 401) << "the one before ends";
  int status = 0;
  for (int asks = 0; asks < 61; ++asks) status = feed(path).status;
  EXPECT_EQ(status, 429);
  EXPECT_EQ(asked("kontor-access", {"calendar", "--revoke"}).status, 0);
  EXPECT_EQ(feed(path).status, 401);
}

TEST_P(ExchangeCliTest, AFileIsReadAsOneSays) {
  const auto file = place("products.csv");
  // "Молот" in windows-1251.
  ASSERT_TRUE(write_file(file, "Name|Number|Price\n\xCC\xEE\xEB\xEE\xF2|7|12,50\n"));

  const auto done =
      asked("kontor-import", {"run", file.string(), "--entity", "product", "--currency", "SEK",
                              "--encoding", "windows-1251", "--delimiter", "|"});

  EXPECT_EQ(done.status, 0) << done.output;
  const auto page = host_.call("GET", "/api/v1/records/product");
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ((*page)["records"].size(), 1U);
  const Json fields = (*page)["records"][0]["fields"];
  EXPECT_EQ(fields["name"], "Молот");
  EXPECT_EQ(fields["price"], (Json{{"amount", 1250}, {"currency", "SEK"}}));
}

TEST_P(ExchangeCliTest, TheAuditLogNamesTheTokenThatWasUsedAlsoForWorkThatWentOn) {
  const auto file = place("people.csv");
  ASSERT_TRUE(write_file(file, "Name;E-mail\nAnna;anna@a.example\n"));
  ASSERT_EQ(asked("kontor-import", {"run", file.string()}).status, 0);
  ASSERT_EQ(asked("kontor-export", {"person", place("out.csv").string()}).status, 0);

  const auto tokens = host_.call("GET", "/api/v1/tokens");
  ASSERT_TRUE(tokens) << tokens.error().message;
  const Json id = (*tokens)["tokens"][0]["id"];
  for (const char* action : {"import", "create", "export.asked", "export"}) {
    const auto audit = host_.call("GET", "/api/v1/audit?limit=50&action=" + std::string(action));
    ASSERT_TRUE(audit) << audit.error().message;
    ASSERT_FALSE((*audit)["entries"].empty()) << action;
    const Json entry = (*audit)["entries"][0];
    EXPECT_EQ(entry["actor"]["kind"], "token") << action;
    EXPECT_EQ(entry["detail"]["token"], id) << action;
  }
  EXPECT_TRUE(host_.call("POST", "/api/v1/audit/verify"));
}

TEST_P(ExchangeCliTest, ARefusalSaysWhatToDoAboutIt) {
  ASSERT_TRUE(write_file(place("wrong"), "nonsense\n", FileMode::secret));
  const std::string there = "http://127.0.0.1:" + std::to_string(host_.port());

  const auto stranger = testing::run(
      "kontor-report", {"list", "--host", there, "--token-file", place("wrong").string()});
  EXPECT_EQ(host_.stop(), 0);
  const auto alone = asked("kontor-export", {"person", place("none.csv").string()});

  EXPECT_NE(stranger.output.find("kontor access token"), std::string::npos) << stranger.output;
  EXPECT_NE(alone.output.find("does it run?"), std::string::npos) << alone.output;
}

TEST_P(ExchangeCliTest, R16ASavedReportIsListedRunAndWrittenIntoAFile) {
  for (const int amount : {100'050, 200'000}) {
    const auto deal = host_.call(
        "POST", "/api/v1/records/deal",
        {{"fields", {{"title", "D"}, {"amount", {{"amount", amount}, {"currency", "SEK"}}}}}});
    ASSERT_TRUE(deal) << deal.error().message;
  }
  const auto report = host_.call(
      "POST", "/api/v1/records/report",
      {{"fields",
        {{"name", "By stage"},
         {"of", "deal"},
         {"groups", {"stage"}},
         {"measures", R"([{"function":"count"},{"function":"sum","field":"amount"}])"}}}});
  ASSERT_TRUE(report) << report.error().message;
  const std::string id = (*report)["id"];

  const auto listed = asked("kontor-report", {"list"});
  const auto run = asked("kontor-report", {"run", id});
  const auto file = asked("kontor-report", {"run", id, "--output", place("out.csv").string()});

  EXPECT_EQ(listed.status, 0) << listed.output;
  EXPECT_NE(listed.output.find(id + "  deal  By stage"), std::string::npos) << listed.output;
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_NE(run.output.find("new\t2.0\t3000.5 SEK"), std::string::npos) << run.output;
  EXPECT_EQ(file.status, 0) << file.output;
  const auto text = read_file(place("out.csv"), 100'000);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("new,2,3000.5,SEK"), std::string::npos) << *text;
  EXPECT_EQ(asked("kontor-report", {"run", id, "--output", place("out.csv").string()}).status, 1);
  EXPECT_EQ(asked("kontor-report", {"run", "none"}).status, 1);
}

// R54: what is handed to a person, both as an archive and as lines.
TEST_P(ExchangeCliTest, R54EverythingAboutAPersonIsAnArchiveOrLines) {
  const auto anna = host_.call("POST", "/api/v1/records/person",
                               {{"fields", {{"name", "Anna"}, {"email", "anna@a.example"}}}});
  ASSERT_TRUE(anna) << anna.error().message;
  const std::string id = (*anna)["id"];

  const auto archived =
      asked("kontor-gdpr", {"export", id, "--out", place("anna.zip").string(), "--json"});
  const auto lines =
      asked("kontor-gdpr", {"export", id, "--out", place("anna.ndjson").string(), "--json"});

  EXPECT_EQ(archived.status, 0) << archived.output;
  EXPECT_EQ(Json::parse(archived.output)["complete"], true) << archived.output;
  EXPECT_TRUE(read_file(place("anna.zip"), 1'000'000)->starts_with("PK"));
  EXPECT_EQ(lines.status, 0) << lines.output;
  EXPECT_EQ(Json::parse(lines.output)["complete"], true) << lines.output;
  EXPECT_NE(read_file(place("anna.ndjson"), 1'000'000)->find("anna@a.example"), std::string::npos);
  // Nothing is written over, and nothing is left of a person who is not there.
  EXPECT_EQ(asked("kontor-gdpr", {"export", id, "--out", place("anna.zip").string()}).status, 1);
  EXPECT_EQ(asked("kontor-gdpr", {"export", "none", "--out", place("none.zip").string()}).status,
            1);
  EXPECT_FALSE(std::filesystem::exists(place("none.zip")));
}

// R54: whoever holds the receipt and the public key needs no host to believe it, or not.
TEST_P(ExchangeCliTest, R54AReceiptIsVerifiedFromTheCommandLine) {
  const auto anna = host_.call("POST", "/api/v1/records/person", {{"fields", {{"name", "Anna"}}}});
  ASSERT_TRUE(anna) << anna.error().message;
  const auto begun = asked(
      "kontor-gdpr", {"erase", (*anna)["id"].get<std::string>(), "--reason", "wish", "--json"});
  ASSERT_EQ(begun.status, 0) << begun.output;
  const std::string id = Json::parse(begun.output)["id"];
  Json erasure;
  ASSERT_TRUE(testing::eventually([&] {
    const auto answer = host_.call("GET", "/api/v1/privacy/erasures/" + id);
    if (answer) erasure = *answer;
    return answer && erasure["receipt"].is_object();
  }));
  const std::string key = host_.call("GET", "/api/v1/privacy/receipt-key").value()["ed25519"];
  ASSERT_TRUE(write_file(place("receipt"), to_text(erasure)));
  Json forged = erasure;
  forged["receipt"]["payload"] = "e30=";
  ASSERT_TRUE(write_file(place("forged"), to_text(forged)));
  EXPECT_EQ(host_.stop(), 0);
  const auto verified = [&](const std::string& file, const std::string& by) {
    return testing::run("kontor-gdpr", {"verify-receipt", place(file).string(), "--key", by})
        .status;
  };

  EXPECT_EQ(verified("receipt", key), 0);
  EXPECT_EQ(verified("forged", key), 2);
  EXPECT_EQ(verified("receipt", std::string(64, 'a')), 2);
}

}  // namespace

}  // namespace kontor::host
