#include <algorithm>

#include "host/access/audit_log.hpp"
#include "host/app/definition_desk.hpp"
#include "host/rehearsal/postgresql_rows.hpp"
#include "host/rehearsal/rehearsal.hpp"
#include "tests/integration/host_rehearsal/running_company.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::host {
namespace {

class RehearsalTest : public RunningCompany {
 protected:
  void SetUp() override {
    RunningCompany::SetUp();
    package = package_of(built("test-rehearsed"));
  }
  void people(int count) {
    for (int index = 0; index < count; ++index)
      person({{"first_name", "Ann"},
              {"last_name", "Berg " + std::to_string(index)},
              {"email", "ann" + std::to_string(index) + "@example.test"}});
  }
  // What the program says about this company, beside whatever runs.
  Json rehearsed(const testing::Arguments& more = {}) {
    testing::Arguments arguments = {package.string(), "--data",     data.string(),  "--key",
                                    vendor_key(),     "--database", database_url(), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto ran = testing::run("kontor-rehearse", arguments);
    EXPECT_EQ(ran.status, 0) << ran.output;
    const auto report =
        parse_json(ran.output.substr(std::min(ran.output.size(), ran.output.find("{\"asked"))));
    EXPECT_TRUE(report) << ran.output;
    return report ? *report : Json::object();
  }
  static Json one(const Json& list, const Json& like) {
    for (const Json& item : list) {
      Json merged = item;
      merged.merge_patch(like);
      if (merged == item) return item;
    }
    return nullptr;
  }
  bool copies_left() const {
    std::error_code ignored;
    for (const auto& each :
         std::filesystem::recursive_directory_iterator(data / "rehearsals", ignored))
      if (each.path().filename() == "host.db") return true;
    return false;
  }
  std::int64_t last_event() { return outbox->last_sequence().value(); }

  std::filesystem::path package;
};

TEST_F(RehearsalTest, TellsWhatWasReadWrittenSentDeniedAndHowLongItTook) {
  people(5);

  const Json report = rehearsed();

  EXPECT_EQ(report["plugin"], "test.rehearsed");
  EXPECT_TRUE(report["left_out"].empty()) << report["left_out"];
  EXPECT_EQ(report["people"], 5);
  EXPECT_EQ(report["people_read"], 5);
  const Json read = {{"entity", "person"}, {"field", "last_name"}, {"purpose", "tidying"}};
  EXPECT_EQ(one(report["reads"], read)["records"], 5) << report["reads"];
  const Json changed = {{"entity", "person"}, {"field", "last_name"}, {"how", "change on save"}};
  EXPECT_EQ(one(report["writes"], changed)["records"], 5) << report["writes"];
  EXPECT_EQ(one(report["writes"], changed)["examples"].size(), 3U);
  const Json updated = {{"entity", "person"}, {"field", "first_name"}, {"how", "update"}};
  EXPECT_EQ(one(report["writes"], updated)["records"], 5) << report["writes"];
  const Json http = {{"by", "http"}, {"to", "api.example.test:443"}};
  EXPECT_EQ(one(report["sent"], http)["count"], 3) << report["sent"];
  EXPECT_EQ(one(report["sent"], {{"by", "net"}})["count"], 3);
  EXPECT_EQ(one(report["did"], {{"what", "event test.sent"}})["count"], 3);
  ASSERT_EQ(report["denied"].size(), 1U) << report["denied"];
  const Json hook = one(report["timings"], {{"contribution", "record.before_save person"}});
  EXPECT_GE(hook["calls"], 5);
  EXPECT_GT(hook["p95_ms"], 0.0);
  EXPECT_EQ(one(report["timings"], {{"contribution", "job.run rehearsed.night"}})["calls"], 1);
  EXPECT_EQ(one(report["timings"], {{"contribution", "widget.data rehearsed.count"}})["calls"], 1);
  EXPECT_GT(report["start_ms"], 0.0);
  EXPECT_TRUE(report["crashes"].empty());
}

TEST_F(RehearsalTest, TriesManyRecordsAtOnceStrangersAtItsWebhooksAndVisitorsOfItsPages) {
  people(5);

  const Json report = rehearsed();

  const auto timing = [&](const std::string& contribution) {
    return one(report["timings"], {{"contribution", contribution}});
  };
  EXPECT_EQ(timing("action.run rehearsed.mark")["calls"], 3 + 5) << report["timings"];
  EXPECT_EQ(one(report["did"], {{"what", "event test.marked"}})["count"], 3 + 5);
  EXPECT_EQ(one(report["given"], {{"what", "action rehearsed.mark on many"}})["count"], 5);
  EXPECT_EQ(timing("webhook.receive rehearsed.hook")["calls"], 2);
  EXPECT_EQ(timing("page.render rehearsed.page")["calls"], 3);
  EXPECT_EQ(timing("page.render rehearsed.page")["failed"], 1) << "the visitor with a wrong token";
}

// A company whose data is on PostgreSQL.
class PostgresqlRehearsalTest : public RehearsalTest {
 protected:
  std::string database_url() override { return url_; }
  Json tables_of_the_server() {
    const auto rows = database->read([](db::Session& session) {
      return session.query("SELECT datname FROM pg_database ORDER BY datname");
    });
    Json names = Json::array();
    for (const db::Row& row : *rows) names.push_back(row.text(0));
    return names;
  }

 private:
  const std::string url_ = testing::PostgresCluster::shared().create_database();
};

TEST_F(PostgresqlRehearsalTest, TellsTheSameAsOfTheSameCompanyOnSqlite) {
  people(5);
  const Record gone = person({{"first_name", "Olaf"}, {"last_name", "Gone"}});
  ASSERT_TRUE(records->remove(admin, "person", gone.id, {}));
  const Json before = tables_of_the_server();

  const Json report = rehearsed();

  EXPECT_EQ(report["people"], 5) << "who was deleted is not counted";
  EXPECT_EQ(report["people_read"], 5);
  EXPECT_TRUE(report["left_out"].empty()) << report["left_out"];
  const Json updated = {{"entity", "person"}, {"field", "first_name"}, {"how", "update"}};
  EXPECT_EQ(one(report["writes"], updated)["records"], 5) << report["writes"];
  EXPECT_EQ(one(report["sent"], {{"by", "http"}})["count"], 3) << report["sent"];
  EXPECT_EQ(report["denied"].size(), 1U) << report["denied"];
  EXPECT_EQ(tables_of_the_server(), before) << "the server keeps nothing of a rehearsal";
  EXPECT_FALSE(copies_left());
  const auto page = records->list(admin, {.entity = "person"});
  ASSERT_TRUE(page);
  for (const Record& each : page->records) EXPECT_EQ(each.fields["first_name"], "Ann");
}

TEST_F(PostgresqlRehearsalTest, TheCopyHoldsEveryRowAndFindsItsWords) {
  DefinitionDesk desk({*database, *definitions, *records, *outbox, clock});
  ASSERT_TRUE(desk.add_field(
      admin, "person", {{"name", "x_size"}, {"type", "number"}, {"labels", {{"en", "Size"}}}}));
  people(3);
  person({{"last_name", "Berglund"}, {"x_size", 12.5}});
  constexpr int kMoreThanOnePage = 2500;
  ASSERT_TRUE(database->transaction([&](db::Session& session) {
    return outbox->append(
        session, std::vector<Outbox::NewEvent>(kMoreThanOnePage, {"test.many", Json::object()}));
  }));
  const auto file = data / "copy.db";

  const Status copied = copy_rows_of_postgresql(database_url(), file);

  ASSERT_TRUE(copied) << copied.error().message;
  BareCompany copy;
  const Status opened = copy.open({.database_url = "sqlite:" + file.string(),
                                   .data = data,
                                   .runner = runner(),
                                   .authority = licenses.authority_key,
                                   .keys = licenses.trusted()});
  ASSERT_TRUE(opened) << opened.error().message;
  const auto theirs = records->list(admin, {.entity = "person"}).value();
  const auto found = copy.records->list(admin, {.entity = "person", .text = "berg"});
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->records.size(), 4U);
  for (std::size_t index = 0; index < 4; ++index) {
    EXPECT_EQ(found->records[index].id, theirs.records[index].id);
    EXPECT_EQ(found->records[index].fields, theirs.records[index].fields);
  }
  EXPECT_EQ(copy.outbox->last_sequence().value(), last_event());
  EXPECT_EQ(copy.outbox->read_after(0, 10'000)->size(), outbox->read_after(0, 10'000)->size());
  EXPECT_TRUE(AuditLog::verify(*copy.database));
}

TEST_F(PostgresqlRehearsalTest, ADatabaseOfAnotherVersionIsRefusedWithWhatToDo) {
  ASSERT_TRUE(database->transaction([](db::Session& session) {
    return session.execute(
        "DELETE FROM schema_migration WHERE component = 'host_plugins' AND "
        "number = (SELECT MAX(number) FROM schema_migration WHERE component = "
        "'host_plugins')");
  }));

  const Status copied = copy_rows_of_postgresql(database_url(), data / "copy.db");

  ASSERT_FALSE(copied);
  EXPECT_NE(copied.error().message.find("start the host of this version once"), std::string::npos);
}

TEST_F(PostgresqlRehearsalTest, ARunningHostRehearsesByItsApiAndKeepsNoAddressOfTheDatabase) {
  people(2);
  serve();

  const auto ran = testing::run("kontor-rehearse", {package.string(), "--host", url, "--token-file",
                                                    token_file().string(), "--key", vendor_key()});

  EXPECT_EQ(ran.status, 0) << ran.output;
  EXPECT_NE(ran.output.find("It read of 2 of 2 people"), std::string::npos) << ran.output;
  for (const auto& each : std::filesystem::recursive_directory_iterator(data / "rehearsals")) {
    if (!each.is_regular_file()) continue;
    const auto bytes = read_file(each.path(), std::size_t{64} << 20);
    EXPECT_EQ(bytes->find("postgresql://"), std::string::npos) << each.path();
  }
}

TEST_F(RehearsalTest, ChangesNothingOfTheCompanyAndLeavesNoCopy) {
  people(3);
  const std::int64_t before = last_event();

  rehearsed();

  EXPECT_EQ(last_event(), before);
  const auto page = records->list(admin, {.entity = "person"});
  ASSERT_TRUE(page);
  for (const Record& each : page->records) EXPECT_EQ(each.fields["first_name"], "Ann");
  EXPECT_FALSE(copies_left());
  EXPECT_TRUE((*plugins->list()).empty());
}

TEST_F(RehearsalTest, ACrashIsInTheReportAndNotTheEndOfIt) {
  person({{"first_name", "Carl"}, {"last_name", "Crash"}});
  people(2);

  const Json report = rehearsed();

  ASSERT_FALSE(report["crashes"].empty());
  EXPECT_NE(report["crashes"][0].get<std::string>().find("signal 6"), std::string::npos);
}

TEST_F(RehearsalTest, ARefusedSaveIsToldWithItsReason) {
  person({{"first_name", "No"}, {"last_name", "Nobody"}});

  const Json report = rehearsed();

  ASSERT_EQ(report["refused_saves"].size(), 1U);
  EXPECT_EQ(report["refused_saves"][0]["reasons"][0], "Nobody is no name.");
}

TEST_F(RehearsalTest, APackageOfAnotherVendorIsNotRun) {
  vendor = crypto::SigningKey::generate();

  const auto ran = testing::run("kontor-rehearse",
                                {package.string(), "--data", data.string(), "--key", vendor_key()});

  EXPECT_EQ(ran.status, 1);
  EXPECT_FALSE(copies_left());
}

TEST_F(RehearsalTest, ARunningHostRehearsesByItsApiAndGoesOn) {
  people(4);
  serve();

  const auto ran = testing::run("kontor-rehearse", {package.string(), "--host", url, "--token-file",
                                                    token_file().string(), "--key", vendor_key()});

  EXPECT_EQ(ran.status, 0) << ran.output;
  EXPECT_NE(ran.output.find("It read of 4 of 4 people"), std::string::npos) << ran.output;
  EXPECT_NE(ran.output.find("api.example.test:443"), std::string::npos) << ran.output;
  EXPECT_FALSE(copies_left());
  EXPECT_EQ(call("GET", "plugins")->size(), 0U);
  EXPECT_EQ((*call("GET", "records/person"))["records"].size(), 4U);
}

TEST_F(RehearsalTest, AKilledHostLeavesNoCopyOnceItIsBack) {
  people(500);
  serve();
  const auto bytes = read_file(package, std::size_t{64} << 20).value();
  const auto begun = client->send(
      "POST", "/api/v1/plugins/rehearsals/package?vendor_key=" + vendor_key(),
      {{"authorization", "Bearer " + token}, {"content-type", "application/octet-stream"}}, bytes);
  ASSERT_TRUE(begun);
  ASSERT_EQ(begun->status, 202) << begun->body;
  const std::string id = (*parse_json(begun->body))["id"];
  ASSERT_TRUE(testing::eventually([&] { return copies_left(); }));
  host->kill_now();

  start_host();

  EXPECT_FALSE(copies_left());
  const auto found = call("GET", "plugins/rehearsals/" + id);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ((*found)["state"], "failed");
}

TEST_F(RehearsalTest, AnUpdateIsHeldAgainstTheTraceOfTheVersionBefore) {
  people(1);
  const auto folder = data / "rehearsal";
  std::filesystem::create_directories(folder);
  RehearsalOrder order;
  order.data = data;
  order.database = "sqlite:" + (data / "host.db").string();
  order.package = package;
  order.vendor_keys = {vendor.public_key()};
  order.runner = runner();
  ASSERT_TRUE(rehearse(order, folder, KeepTrace::yes));
  const auto update = package_of(built("test-rehearsed-changed"));
  const std::string trace = (folder / kTraceFile).string();

  const auto same =
      testing::run("kontor-rehearse", {package.string(), "--trace", trace, "--key", vendor_key()});
  const auto other =
      testing::run("kontor-rehearse", {update.string(), "--trace", trace, "--key", vendor_key()});

  EXPECT_EQ(same.status, 0) << same.output;
  EXPECT_EQ(other.status, 1) << other.output;
  EXPECT_NE(other.output.find("/results/0/patch/last_name"), std::string::npos) << other.output;
}

}  // namespace
}  // namespace kontor::host
