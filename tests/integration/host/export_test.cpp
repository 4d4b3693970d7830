#include "base/core/files.hpp"
#include "host/app/bulk_reads.hpp"
#include "host/app/exporter.hpp"
#include "host/sheets/workbook.hpp"
#include "tests/integration/host/host_fixture.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

namespace {

class ExportTest : public testing::HostTest {
 protected:
  ExportTest() {
    records_->attach(reads_);
    EXPECT_TRUE(exporter_.start());
  }
  ~ExportTest() override { exporter_.stop(); }

  ExportJob exported(const std::string& entity, const Json& request) {
    const auto asked = exporter_.submit(admin_, entity, request);
    EXPECT_TRUE(asked) << (asked ? "" : asked.error().message);
    return asked ? over(asked->id) : ExportJob{};
  }
  ExportJob over(const std::string& id) {
    ExportJob job;
    EXPECT_TRUE(testing::eventually([&] {
      job = exporter_.job(admin_, id).value();
      return job.state != "running";
    }));
    return job;
  }
  std::string text_of(const ExportJob& job) {
    const auto made = exporter_.file(admin_, job.id);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? read_file(made->path, std::size_t{16} << 20).value() : "";
  }
  std::vector<Json> audited(const std::string& action) {
    std::vector<Json> found;
    EXPECT_TRUE(database_->read([&](db::Session& session) -> Status {
      for (const db::Row& row : TRY(session.query(
               "SELECT detail FROM audit_entry WHERE action = $1 ORDER BY sequence", {action})))
        found.push_back(Json::parse(row.text(0)));
      return ok();
    }));
    return found;
  }

  BulkReads reads_{{*database_, clock_, *outbox_}, {.log_every = 1000, .alert_at = 4}};
  Exporter exporter_{
      {*database_, *records_, *accounts_, notices_, clock_, ids_, folder_ / "exports"}};
};
INSTANTIATE_TEST_SUITE_P(Databases, ExportTest, testing::both_databases(), testing::database_name);

TEST_P(ExportTest, ASavedViewIsWrittenAsCsvWithFormulasNeutralised) {
  const Record acme = make("organisation", {{"name", "Acme; \"A\" AB"}});
  make("deal", {{"title", "=cmd|' /C calc'!A0"},
                {"organisation", acme.id},
                {"amount", {{"amount", 1'250'050}, {"currency", "SEK"}}}});
  make("deal", {{"title", "Small"}, {"amount", {{"amount", 1}, {"currency", "SEK"}}}});
  const Record view = make("view", {{"name", "Big"},
                                    {"of", "deal"},
                                    {"filter", R"([{"field":"amount","op":"gt","value":1000}])"}});

  const ExportJob job = exported(
      "deal",
      {{"format", "csv"}, {"view", view.id}, {"fields", {"title", "organisation", "amount"}}});

  EXPECT_EQ(job.state, "done") << job.message;
  EXPECT_EQ(job.written, 1);
  const std::string text = text_of(job);
  EXPECT_EQ(text.substr(0, text.find('\r')),
            "\xEF\xBB\xBFid,created_at,updated_at,title,organisation,organisation_id,amount,"
            "amount_currency");
  EXPECT_NE(
      text.find(",'=cmd|' /C calc'!A0,\"Acme; \"\"A\"\" AB\"," + acme.id + ",12500.5,SEK\r\n"),
      std::string::npos)
      << text;
}

TEST_P(ExportTest, JsonHoldsTheValuesAsTheApiGivesThem) {
  make("person", {{"name", "Anna"}, {"email", "anna@a.example"}});

  const Json table = Json::parse(text_of(exported("person", {{"format", "json"}})));

  ASSERT_EQ(table.size(), 1U);
  EXPECT_EQ(table[0]["name"], "Anna");
  EXPECT_EQ(text_of(exported("person", {{"format", "json"}, {"q", "nobody"}})), "[]\n");
}

TEST_P(ExportTest, WhatIsExportedIsImportedAgainAndCreatesNothing) {
  for (const char* format : {"csv", "xlsx"}) {
    make("person", {{"name", std::string("Anna ") + format},
                    {"email", std::string(format) + "@a.example"},
                    {"phone", "+46 73 153 56 39"}});
    const ExportJob job =
        exported("person", {{"format", format}, {"fields", {"name", "email", "phone"}}});
    ASSERT_EQ(job.state, "done") << job.message;
    ImportOptions options;
    options.mapping = {{"name", "name"}, {"email", "email"}, {"phone", "phone"}};

    const ImportJob again = import("person", text_of(job), options);

    EXPECT_EQ(again.state, "done") << again.message;
    EXPECT_EQ(again.counts.created, 0) << format;
    EXPECT_EQ(again.counts.duplicate, job.written) << format;
  }
}

TEST_P(ExportTest, R31EveryExportIsLoggedAndAMassOfRecordsAlerts) {
  for (int i = 0; i < 5; ++i) make("person", {{"name", "P" + std::to_string(i)}});

  exported("person", {{"format", "csv"}});

  const auto entries = audited("export");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0]["records"], 5);
  EXPECT_EQ(entries[0]["format"], "csv");
  EXPECT_EQ(audited("alert.mass-read").size(), 1U);
  EXPECT_EQ(audited("export.asked").size(), 1U);
}

TEST_P(ExportTest, NobodyExportsWithoutTheRightOrWhatTheyMayNotRead) {
  make("person", {{"name", "Anna"}, {"email", "anna@a.example"}});
  Rights reader;
  reader.allow_field("person", Verb::read, "name");
  EXPECT_EQ(exporter_.submit(somebody(reader), "person", {{"format", "csv"}}).error().code,
            ErrorCode::forbidden);
  reader.allow_named("exports.run");
  const Principal clerk = somebody(reader);
  EXPECT_EQ(
      exporter_.submit(clerk, "person", {{"format", "csv"}, {"fields", {"email"}}}).error().code,
      ErrorCode::forbidden);
  EXPECT_EQ(exporter_.submit(clerk, "deal", {{"format", "csv"}}).error().code,
            ErrorCode::forbidden);

  const ExportJob job = exported("person", {{"format", "csv"}});

  EXPECT_EQ(exporter_.job(clerk, job.id).error().code, ErrorCode::not_found);
  EXPECT_EQ(exporter_.file(clerk, job.id).error().code, ErrorCode::not_found);
}

TEST_P(ExportTest, FilesAreGoneAfterADayOrWhenTakenAway) {
  make("person", {{"name", "Anna"}});
  const ExportJob first = exported("person", {{"format", "csv"}});
  const auto path = exporter_.file(admin_, first.id)->path;
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::others_all,
            std::filesystem::perms::none);
  EXPECT_EQ(exporter_.remove(admin_, first.id)->state, "expired");
  EXPECT_FALSE(std::filesystem::exists(path));

  const ExportJob second = exported("person", {{"format", "xlsx"}});
  clock_.advance(Exporter::kKeptMs + 1);
  exported("person", {{"format", "json"}});

  EXPECT_TRUE(
      testing::eventually([&] { return exporter_.job(admin_, second.id)->state == "expired"; }));
  EXPECT_EQ(exporter_.file(admin_, second.id).error().code, ErrorCode::not_found);
}

TEST_P(ExportTest, ManyPagesHoldEveryRecordOnce) {
  std::string people = "Name;E-mail\n";
  for (int i = 0; i < 1200; ++i)
    people += "P" + std::to_string(i) + ";p" + std::to_string(i) + "@a.example\n";
  ASSERT_EQ(import("person", people).counts.created, 1200);

  const Json table = Json::parse(
      text_of(exported("person", {{"format", "json"}, {"sort", "name"}, {"fields", {"name"}}})));

  std::set<std::string> names;
  for (const Json& row : table) names.insert(row["name"].get<std::string>());
  EXPECT_EQ(table.size(), 1200U);
  EXPECT_EQ(names.size(), 1200U);
}

TEST_P(ExportTest, BadWishesAreRefused) {
  for (const Json& request :
       {Json{{"format", "pdf"}}, Json{{"format", "csv"}, {"fields", {"nothing"}}},
        Json{{"format", "csv"}, {"sort", "nothing"}}, Json{{"format", "csv"}, {"view", "none"}},
        Json{{"format", "csv"}, {"filter", Json::array({Json{{"field", "x"}, {"op", "eq"}}})}}}) {
    EXPECT_FALSE(exporter_.submit(admin_, "person", request)) << to_text(request);
  }
  EXPECT_FALSE(exporter_.submit(admin_, "unicorn", {{"format", "csv"}}));
}

TEST_P(ExportTest, R16AReportIsWrittenAsItsTable) {
  const Record acme = make("organisation", {{"name", "=Acme"}});
  for (const int amount : {100'050, 200'000})
    make("deal", {{"title", "D"},
                  {"organisation", acme.id},
                  {"expected_close", "2026-03-0" + std::to_string(amount / 100'000)},
                  {"amount", {{"amount", amount}, {"currency", "SEK"}}}});
  const Json report{{"of", "deal"},
                    {"groups", {"organisation", "expected_close:month"}},
                    {"measures",
                     {{{"function", "count"}},
                      {{"function", "sum"}, {"field", "amount"}},
                      {{"function", "max"}, {"field", "expected_close"}}}}};
  const auto written = [&](const Json& request) {
    const auto asked = exporter_.submit_report(admin_, request);
    EXPECT_TRUE(asked) << (asked ? "" : asked.error().message);
    return asked ? text_of(over(asked->id)) : "";
  };

  EXPECT_EQ(written({{"format", "csv"}, {"report", report}}),
            "\xEF\xBB\xBForganisation,organisation_id,expected_close:month,count,sum(amount),"
            "sum(amount)_currency,max(expected_close)\r\n'=Acme," +
                acme.id + ",2026-03,2,3000.5,SEK,2026-03-02\r\n");
  const Json table = Json::parse(written({{"format", "json"}, {"report", report}}));
  EXPECT_EQ(table[0]["sum(amount)"], (Json{{"amount", 300'050}, {"currency", "SEK"}}));
  EXPECT_EQ(table[0]["organisation"], acme.id);
  const Record saved = make("report", {{"name", "R"},
                                       {"of", "deal"},
                                       {"groups", report["groups"]},
                                       {"measures", to_text(report["measures"])}});
  EXPECT_FALSE(written({{"format", "xlsx"}, {"id", saved.id}}).empty());
  EXPECT_EQ(audited("export").size(), 3U);
  EXPECT_FALSE(exporter_.submit_report(admin_, {{"format", "csv"}}));
  EXPECT_FALSE(
      exporter_.submit_report(admin_, {{"format", "csv"}, {"id", saved.id}, {"report", report}}));
  EXPECT_FALSE(exporter_.submit_report(admin_, {{"format", "pdf"}, {"report", report}}));
  EXPECT_FALSE(exporter_.submit_report(somebody(Rights()), {{"format", "csv"}, {"id", saved.id}}));
}

}  // namespace

}  // namespace kontor::host
