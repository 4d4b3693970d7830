#include "host/plugins/company_seats.hpp"
#include "host/plugins/renewal_tasks.hpp"
#include "licensing/core/calendar.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::host {
namespace {

using licensing::kDayMs;

// The desk test plugin under licences whose terms the test says.
class LicenseStandingTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    terms = licenses.offer(licensing::SeatModel::site);
    license = licenses.license(licensing::SeatModel::site, 0);
    license.updates_until_ms = clock.now_ms() + 30 * kDayMs;
  }
  // The licence as it is now: a later document of the same one.
  void put_license() {
    license.issued_at_ms += 1000;
    const auto put = plugins->company_seats().install_document(licenses.document(license, terms));
    ASSERT_TRUE(put) << put.error().message;
  }
  void put_platform(TimeMs until_ms) {
    licensing::Offer offer = licenses.offer(licensing::SeatModel::site);
    licensing::License platform = licenses.license(licensing::SeatModel::site, 0);
    offer.offer_id = "host-year";
    offer.product = platform.product = "kontor.host";
    offer.period = licensing::Period::year;
    platform.license_id.back() = 'f';
    platform.issued_at_ms += ++platform_issued_ * 1000;
    platform.expires_at_ms = until_ms;
    ASSERT_TRUE(plugins->company_seats().install_document(licenses.document(platform, offer)));
  }
  Result<Json> put_plugin(const std::string& version = "1.0.0") {
    const auto folder = changed(built("steady-" + version),
                                {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}}});
    return install(folder);
  }
  Json shown() { return plugins->licenses().value()["plugins"][0]; }
  static Json detail_of(const Result<Json>& refused) {
    return refused ? Json("was not refused") : Json::parse(refused.error().detail);
  }

  licensing::Offer terms;
  licensing::License license;

 private:
  int platform_issued_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Databases, LicenseStandingTest, testing::both_databases(),
                         testing::database_name);

TEST_P(LicenseStandingTest, N6ALaterReleaseIsRefusedAndTheOwnedVersionGoesOnWorking) {
  put_license();
  ASSERT_TRUE(put_plugin());
  license.updates_until_ms = clock.now_ms() - kDayMs;
  put_license();

  const auto refused = put_plugin("2.0.0");

  EXPECT_EQ(detail_of(refused)["code"], "updates-ended");
  EXPECT_EQ(detail_of(refused)["until"], to_rfc3339(*license.updates_until_ms));
  EXPECT_EQ(shown()["version"], "1.0.0");
  EXPECT_EQ(shown()["standing"], "full");
  EXPECT_EQ((*plugins->list())[0]["state"], "running");
}

TEST_P(LicenseStandingTest, N7ThePlatformsLicenceGatesInstallAndSupportAndStopsNothing) {
  terms.needs_platform_license = true;
  put_license();
  EXPECT_EQ(detail_of(put_plugin())["code"], "platform-license-needed");
  put_platform(clock.now_ms() + 30 * kDayMs);
  ASSERT_TRUE(put_plugin());
  EXPECT_EQ(shown()["support"]["eligible"], true);

  put_platform(clock.now_ms() - kDayMs);

  EXPECT_EQ(detail_of(put_plugin("2.0.0"))["code"], "platform-license-needed");
  EXPECT_EQ(shown()["standing"], "full");
  EXPECT_EQ((*plugins->list())[0]["state"], "running");
  EXPECT_EQ(shown()["support"]["eligible"], false);
}

TEST_P(LicenseStandingTest, N8AChangedFileSuspendsSupportUntilItIsRestored) {
  put_license();
  ASSERT_TRUE(put_plugin());
  EXPECT_EQ(shown()["integrity"], "intact");
  std::filesystem::path library;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data / "plugins"))
    if (entry.path().filename() == "plugin.so") library = entry.path();
  const std::string good = read_file(library, std::size_t{100} << 20).value();
  std::string bad = good;
  bad.back() = static_cast<char>(bad.back() ^ 1);

  ASSERT_TRUE(write_file(library, bad));
  EXPECT_EQ(shown()["integrity"], "modified");
  EXPECT_EQ(shown()["integrity_file"], "plugin.so");
  EXPECT_EQ(shown()["support"]["eligible"], false);
  ASSERT_TRUE(write_file(library, good));

  EXPECT_EQ(shown()["integrity"], "restored");
  EXPECT_EQ(shown()["support"]["eligible"], true);
}

TEST_P(LicenseStandingTest, N9WhatCostsNothingGetsReportsOfBugsTaken) {
  ASSERT_TRUE(install(built("hello-cpp")));

  EXPECT_EQ(shown()["support"]["level"], "bug_reports");
  EXPECT_EQ(shown()["support"]["eligible"], true);
}

TEST_P(LicenseStandingTest, N11OneRenewalIsToldNinetyDaysBeforeTheEndAlsoAfterARestart) {
  terms.period = licensing::Period::year;
  license.updates_until_ms.reset();
  license.expires_at_ms = clock.now_ms() + 91 * kDayMs;
  put_license();
  testing::FakeClock later(clock.now_ms());
  std::int64_t told = 0;
  const auto look = [&] {
    PluginsParts made{
        {*database, later, random, ids, *definitions, *records, *accounts, *outbox, *notices},
        *ledger};
    CompanySeats seats(*ledger, nullptr, later);
    RenewalTasks tasks(made, seats);  // A host that starts anew.
    told += tasks.step().value();
  };

  look();
  EXPECT_EQ(told, 0);
  later.advance(2 * kDayMs);
  for (int day = 0; day < 30; ++day) {
    look();
    later.advance(kDayMs);
  }

  EXPECT_EQ(told, 1);
  const auto tasks = records->list(admin, {.entity = "task"});
  if (tasks) {
    EXPECT_EQ(tasks->records.size(), 1U);
  }
}

TEST_P(LicenseStandingTest, ALapsedLicenceLetsPeopleLookAndSaysWhyUntilWhenAndWhatToDo) {
  terms.period = licensing::Period::month;
  license.updates_until_ms.reset();
  license.expires_at_ms = clock.now_ms() + kDayMs;
  put_license();
  const auto installed = install(changed(
      built("test-broker"), {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}}}));
  ASSERT_TRUE(installed) << installed.error().message;
  license.expires_at_ms = clock.now_ms() - 20 * kDayMs;
  put_license();

  const auto refused = plugins->start(admin, "test.broker");

  ASSERT_FALSE(refused);
  const Json detail = Json::parse(refused.error().detail);
  EXPECT_EQ(detail["code"], "license-read-only");
  EXPECT_EQ(detail["standing"], "read_only");
  EXPECT_EQ(detail["until"], to_rfc3339(*license.expires_at_ms + 44 * kDayMs));
  EXPECT_FALSE(detail["advice"].get<std::string>().empty());
  EXPECT_EQ(shown()["standing"], "read_only");
}

TEST_P(LicenseStandingTest, R35AMajorUpdatePricedApartAsksAndChangesNothingUntilItIsBought) {
  terms.major_update = {.covers = 1, .amount = 10'000};
  put_license();
  ASSERT_TRUE(put_plugin());

  const auto refused = put_plugin("2.0.0");

  EXPECT_EQ(detail_of(refused)["code"], "major-update-not-bought");
  EXPECT_NE(refused.error().message.find("--kind major_update"), std::string::npos);
  EXPECT_EQ(shown()["version"], "1.0.0");
  EXPECT_EQ((*plugins->list())[0]["state"], "running");
  license.major = 2;
  put_license();
  EXPECT_TRUE(put_plugin("2.0.0"));
  EXPECT_EQ(shown()["version"], "2.0.0");
}

// R42: what happens after the end of a rental is the offer's to say; nothing stored is lost.
TEST_P(LicenseStandingTest, R42ARentalThatEndedIsReadOnlyOrOffAsItsOfferSaysAndLosesNoData) {
  terms.rental = {.period = licensing::Period::month, .amount = 1000, .fee = 0};
  license.grant = licensing::Grant::rental;
  license.updates_until_ms.reset();
  license.expires_at_ms = clock.now_ms() + kDayMs;
  put_license();
  ASSERT_TRUE(put_plugin("2.0.0")) << "always the newest version";
  const auto kept = records->create(admin, "person", {{"first_name", "Berta"}});
  ASSERT_TRUE(kept) << kept.error().message;
  const auto still_there = [&] {
    const auto page = records->list(admin, {.entity = "person"});
    return page && page->records.size() == 1 &&
           std::filesystem::exists(data / "plugins" / "example.steady");
  };
  struct Policy {
    licensing::Grace grace;
    const char* standing;
    const char* code;
  };
  for (const Policy& policy :
       {Policy{{.notice_days = 0, .read_only_days = 30}, "read_only", "license-read-only"},
        Policy{{.notice_days = 0, .read_only_days = 0}, "off", "unlicensed"}}) {
    terms.grace = policy.grace;
    license.expires_at_ms = clock.now_ms() - kDayMs;
    put_license();
    EXPECT_EQ(shown()["standing"], policy.standing);
    const auto started = plugins->start(admin, "example.steady");
    ASSERT_FALSE(started) << policy.standing;
    EXPECT_EQ(Json::parse(started.error().detail)["code"], policy.code);
    EXPECT_TRUE(still_there()) << policy.standing;

    license.expires_at_ms = clock.now_ms() + 30 * kDayMs;
    put_license();
    EXPECT_TRUE(plugins->start(admin, "example.steady")) << "renewed, it goes on with what it had";
    EXPECT_TRUE(still_there());
  }
}

}  // namespace
}  // namespace kontor::host
