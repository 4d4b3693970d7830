#include "host/app/bulk_jobs.hpp"
#include "tests/integration/host/host_fixture.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

namespace {

class BulkTest : public testing::HostTest {
 protected:
  BulkTest() { jobs_ = make_jobs(); }
  std::unique_ptr<BulkJobs> make_jobs() {
    return std::make_unique<BulkJobs>(
        BulkJobs::Parts{*database_, *records_, *accounts_, *outbox_, notices_, clock_, ids_});
  }
  BulkJob finished(const std::string& id) {
    BulkJob job;
    EXPECT_TRUE(testing::eventually([&] {
      job = jobs_->job(admin_, id).value();
      return job.state != "running";
    }));
    return job;
  }
  static Json update_all(const Json& fields) {
    return {{"action", "update"},
            {"filter", {{{"field", "name"}, {"op", "prefix"}, {"value", "P"}}}},
            {"fields", fields}};
  }
  std::int64_t count(const Json& filter) {
    return records_->list(admin_, {.entity = "person", .filter = filter, .total = true})
        ->total->count;
  }

  std::unique_ptr<BulkJobs> jobs_;
};
INSTANTIATE_TEST_SUITE_P(Databases, BulkTest, testing::both_databases(), testing::database_name);

TEST_P(BulkTest, ChangesEveryRecordMeantWithProgressAndCountsThatAddUp) {
  for (int i = 0; i < 450; ++i) make("person", {{"name", "P" + std::to_string(i)}});
  make("person", {{"name", "Other"}});
  const auto page = notices_.subscribe(admin_.id);
  ASSERT_TRUE(jobs_->start());

  const auto submitted = jobs_->submit(admin_, "person", update_all({{"region", "North"}}));
  ASSERT_TRUE(submitted) << submitted.error().message;
  make("person", {{"name", "Pafter"}});
  const BulkJob job = finished(submitted->id);

  EXPECT_EQ(job.state, "done") << job.message;
  EXPECT_EQ(job.total, 450);
  EXPECT_EQ(job.changed, 450);
  EXPECT_EQ(count({{{"field", "region"}, {"op", "eq"}, {"value", "North"}}}), 450);
  EXPECT_GE(page->next(1000)->size(), 1U);
  EXPECT_TRUE(AuditLog::verify(*database_));
}

TEST_P(BulkTest, GoesOnWhereAnEarlierProcessStopped) {
  for (int i = 0; i < 250; ++i) make("person", {{"name", "P" + std::to_string(i)}});
  // Submitted and never begun by this process; then another one starts.
  const auto submitted = jobs_->submit(admin_, "person", update_all({{"region", "North"}}));
  jobs_ = make_jobs();

  ASSERT_TRUE(jobs_->start());
  const BulkJob job = finished(submitted->id);

  EXPECT_EQ(job.changed, 250);
  EXPECT_EQ(job.changed + job.unchanged + job.failed, job.total);
}

TEST_P(BulkTest, WhatARuleForbidsIsNamedAndTheRestIsDone) {
  const Record kept = make("person", {{"name", "Pkept"}});
  make("deal", {{"title", "D"}, {"person", kept.id}});
  make("person", {{"name", "Pgone"}});
  ASSERT_TRUE(jobs_->start());

  const auto submitted = jobs_->submit(
      admin_, "person",
      {{"action", "delete"}, {"filter", {{{"field", "name"}, {"op", "prefix"}, {"value", "P"}}}}});
  const BulkJob job = finished(submitted->id);

  EXPECT_EQ(job.changed, 1);
  EXPECT_EQ(job.failed, 1);
  ASSERT_EQ(job.problems.size(), 1U);
  EXPECT_EQ(job.problems[0]["id"], kept.id);
}

TEST_P(BulkTest, RefusesAllRecordsForeignRightsAndForeignJobs) {
  EXPECT_FALSE(jobs_->submit(admin_, "person", {{"action", "delete"}, {"filter", Json::array()}}));
  EXPECT_FALSE(jobs_->submit(admin_, "person", update_all(Json::object())));
  EXPECT_FALSE(jobs_->submit(admin_, "person", update_all({{"phone_flag", "short"}})));
  Rights rights;
  rights.allow("person", Verb::read);
  EXPECT_FALSE(jobs_->submit(somebody(rights), "person", update_all({{"region", "x"}})));
  const auto submitted = jobs_->submit(admin_, "person", update_all({{"region", "x"}}));
  ASSERT_TRUE(submitted);
  EXPECT_FALSE(jobs_->job(somebody(rights), submitted->id));
}

}  // namespace

}  // namespace kontor::host
