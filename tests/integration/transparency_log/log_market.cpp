#include "tests/integration/transparency_log/log_market.hpp"

#include <cstdlib>

#include "base/core/log.hpp"
#include "marketplace/api/market_routes.hpp"
#include "marketplace/app/open_log.hpp"
#include "marketplace/repository/ceremony.hpp"

namespace kontor::marketplace {

LogMarket::LogMarket(const std::filesystem::path& data, const Clock& clock) : ids_(clock, random_) {
  log::set_level(log::Level::error);
  EXPECT_TRUE(std::filesystem::exists(data / "keys") || hold_ceremony(data, {}, clock));
  std::filesystem::create_directories(data / "quarantine" / "incoming");
  repository_ = Repository::open(data, clock).value();
  log_ = open_log(data, *repository_, clock).value();
  database_ = db::Database::open("sqlite:" + (data / "market.db").string()).value();
  EXPECT_TRUE(migrate_market(*database_));
  market_.reset(new Market{*database_, *repository_, *log_, clock, random_, ids_,
                           data / "quarantine", "no operator", std::string(64, 'a')});
  add_market_routes(router_, *market_, data / "quarantine" / "incoming");
  server_ = http::Server::start(router_, {.threads = 4}).value();
}

LogMarket::~LogMarket() = default;

void LogMarket::append(int first, int last) {
  std::vector<Json> entries;
  entries.reserve(static_cast<std::size_t>(last - first));
  for (int number = first; number < last; ++number) entries.push_back(release_entry(number));
  const auto appended = log_->append_all(entries);
  EXPECT_TRUE(appended) << appended.error().message;
}

LogMarketTest::LogMarketTest() {
  std::string name = "/tmp/kontor-log-market-XXXXXX";
  folder_ = ::mkdtemp(name.data());
  std::filesystem::create_directories(folder_ / "host");
  start("market");
  policy_ = market_->log().policy();
}

LogMarketTest::~LogMarketTest() {
  market_.reset();
  std::filesystem::remove_all(folder_);
}

LogMarket& LogMarketTest::start(const std::string& name) {
  market_.reset();
  market_ = std::make_unique<LogMarket>(data(name), clock_);
  return *market_;
}

void LogMarketTest::copy_market(const std::string& from, const std::string& to) {
  market_.reset();
  std::filesystem::copy(data(from), data(to), std::filesystem::copy_options::recursive);
}

Status LogMarketTest::refresh() {
  const auto client = http::Client::create(market_->url()).value();
  HttpFetcher fetcher(*client, "/");
  return LogCheck(fetcher, folder_ / "host", policy_, clock_).refresh();
}

Result<LoggedRelease> LogMarketTest::prove(int number) {
  const auto client = http::Client::create(market_->url()).value();
  HttpFetcher fetcher(*client, "/");
  return LogCheck(fetcher, folder_ / "host", policy_, clock_).prove(release_number(number));
}

}  // namespace kontor::marketplace
