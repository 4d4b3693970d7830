#include "host/app/company_settings.hpp"
#include "tests/integration/host_plugins/kpi_company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

// Pipelines frozen by the plugin's regular job, at moments of a clock that only plugins have.
class KpiSnapshots : public KpiCompany {
 protected:
  void SetUp() override { CompanyTest::SetUp(); }  // Records come first, then the plugin.
  const Clock& plugins_clock() override { return job_clock_; }

  void use_zone(const std::string& zone) {
    const Json monday = Json::array({Json::array({"09:00", "17:00"})});
    const Status kept = keep_service_levels(*database, *records, clock, admin,
                                            {{"hours", {{"time_zone", zone}, {"monday", monday}}}});
    ASSERT_TRUE(kept) << kept.error().message;
  }
  void set_clock(TimeMs moment) { job_clock_.set_wall_clock(moment); }
  // Waits until the month's snapshot is there.
  bool is_frozen(const std::string& month) {
    const std::string name = "snapshot/" + month + "/done";
    return testing::eventually([&] {
      const auto found = database->read([&](db::Session& session) {
        return session.query("SELECT 1 FROM plugin_storage WHERE name = $1", {name});
      });
      return found && !found->empty();
    });
  }
  Record open_deal(std::int64_t amount, int probability, const std::string& close) {
    return make("deal", {{"title", "Open"},
                         {"amount", euro(amount)},
                         {"probability", probability},
                         {"expected_close", close}});
  }
  void won_deal(std::int64_t amount, TimeMs closed) {
    make("deal", {{"title", "Won"},
                  {"stage", "won"},
                  {"amount", euro(amount)},
                  {"closed_at", to_rfc3339(closed)}});
  }

 private:
  testing::FakeClock job_clock_;
};

struct Quarter {
  const char* zone;
  const char* begins[4];  // The moments its three months begin, and the one it ends.
};

class KpiSnapshotsOnHostTest : public KpiSnapshots,
                               public ::testing::WithParamInterface<Quarter> {};

// Clocks change in March in both.
constexpr Quarter kEast{"Europe/Stockholm",
                        {"2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z",
                         "2026-03-31T22:00:00Z"}};
constexpr Quarter kWest{"America/New_York",
                        {"2026-01-01T05:00:00Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z",
                         "2026-04-01T04:00:00Z"}};
INSTANTIATE_TEST_SUITE_P(Zones, KpiSnapshotsOnHostTest, ::testing::Values(kEast, kWest),
                         [](const auto& quarter) {
                           return std::string(quarter.param.zone).starts_with("Europe") ? "East"
                                                                                        : "West";
                         });

TEST_P(KpiSnapshotsOnHostTest, R55BiasIsOfMonthsAsTheCompanysClocksShowThem) {
  constexpr TimeMs kMinute = 60'000;
  static constexpr const char* kMonths[] = {"2026-01", "2026-02", "2026-03"};
  static constexpr std::int64_t kForecast[] = {100'00, 200'00, 300'00};
  static constexpr std::int64_t kActual[] = {120'00, 180'00, 240'00};
  std::vector<TimeMs> begins;
  for (const char* moment : GetParam().begins) begins.push_back(parse_rfc3339(moment).value());
  use_zone(GetParam().zone);
  for (std::size_t i = 0; i < 3; ++i) {
    open_deal(2 * kForecast[i], 50, std::string(kMonths[i]) + "-15");
    won_deal(kActual[i] / 2, begins[i] + kMinute);
    won_deal(kActual[i] / 2, begins[i + 1] - kMinute);
  }
  set_clock(begins[0] - kMinute);
  install_kpi();
  ASSERT_TRUE(is_frozen("2025-12")) << "a minute before January";
  for (std::size_t i = 0; i < 3; ++i) {
    set_clock(begins[i] + 60 * kMinute);
    ASSERT_TRUE(is_frozen(kMonths[i]));
  }

  const Json shown = show_in({{"from", "2026-01-01"}, {"to", "2026-04-01"}}, "forecast_bias");

  EXPECT_DOUBLE_EQ(value_of(shown), 11.11);
  for (const char* figure : {"18.52", "17.59", "1.80"})
    EXPECT_NE(shown.value("note", "").find(figure), std::string::npos) << shown.value("note", "");
  ASSERT_EQ(shown.at("records").size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto actual = static_cast<double>(kActual[i]);
    EXPECT_DOUBLE_EQ(point(shown, 0, i), static_cast<double>(kForecast[i]) / 100) << kMonths[i];
    EXPECT_DOUBLE_EQ(point(shown, 1, i), actual / 100) << kMonths[i];
    EXPECT_DOUBLE_EQ(sum_behind(shown, i, "amount"), actual) << "the records behind " << kMonths[i];
  }
}

class KpiAccuracyOnHostTest : public OnEither<KpiSnapshots> {
 protected:
  void close_as(const Record& deal, const std::string& stage, std::int64_t amount) {
    const auto closed =
        records->update(admin, "deal", deal.id, {},
                        {{"stage", stage}, {"loss_reason", "price"}, {"amount", euro(amount)}});
    ASSERT_TRUE(closed) << closed.error().message;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, KpiAccuracyOnHostTest, testing::both_databases(),
                         testing::database_name);

TEST_P(KpiAccuracyOnHostTest, R55AccuracyIsOfTheDealsThatWereFrozen) {
  const Record large = open_deal(100'000'00, 90, "2026-03-20");
  const Record small = open_deal(50'000'00, 40, "2026-03-31");
  open_deal(70'000'00, 50, "2026-04-01");
  set_clock(parse_rfc3339("2026-03-10T12:00:00Z").value());
  install_kpi();
  ASSERT_TRUE(is_frozen("2026-03"));
  close_as(large, "won", 99'000'00);
  open_deal(10'000'00, 100, "2026-03-21");

  const Json shown = show_in({{"from", "2026-03-01"}, {"to", "2026-04-01"}}, "pipeline_accuracy");

  EXPECT_DOUBLE_EQ(value_of(shown), 90) << "99 000 of 110 000";
  EXPECT_DOUBLE_EQ(behind(shown, 0), 2) << "what came later is not among them";
  EXPECT_DOUBLE_EQ(sum_behind(shown, 0, "amount"), 99'000'00 + 50'000'00);
}

TEST_P(KpiAccuracyOnHostTest, R55BrierJudgesTheProbabilitiesThatWereFrozen) {
  std::vector<Record> deals;
  for (const int probability : {90, 70, 30})
    deals.push_back(open_deal(1'000'00, probability, "2026-03-20"));
  set_clock(parse_rfc3339("2026-03-10T12:00:00Z").value());
  install_kpi();
  ASSERT_TRUE(is_frozen("2026-03"));
  for (std::size_t i = 0; i < deals.size(); ++i)
    close_as(deals[i], i == 0 ? "won" : "lost", 1'000'00);

  const Json shown = show_in({{"from", "2026-03-01"}, {"to", "2026-04-01"}}, "pipeline_accuracy");

  EXPECT_NE(shown.value("note", "").find("0.1967"), std::string::npos) << shown.value("note", "");
}

}  // namespace
}  // namespace kontor::host
