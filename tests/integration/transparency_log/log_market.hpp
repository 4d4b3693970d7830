#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "base/core/random.hpp"
#include "base/http/server.hpp"
#include "marketplace/app/market.hpp"
#include "marketplace/client/fetchers.hpp"
#include "marketplace/client/log_check.hpp"
#include "tests/integration/transparency_log/releases.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::marketplace {

// A market of a data folder, with all its routes, listening on a port of its own.
class LogMarket {
 public:
  // Holds a key ceremony if the folder holds none.
  LogMarket(const std::filesystem::path& data, const Clock& clock);
  ~LogMarket();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  Log& log() { return *log_; }
  void append(int first, int last);

 private:
  SystemRandom random_;
  IdSource ids_;
  std::unique_ptr<Repository> repository_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Market> market_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

// A host that holds a market to its log, and markets that are not honest.
class LogMarketTest : public ::testing::Test {
 protected:
  LogMarketTest();
  ~LogMarketTest() override;

  // Starts the market of this folder in place of the one that runs.
  LogMarket& start(const std::string& name);
  // A copy of a market's folder as it is now: the same keys and log. Stops the market.
  void copy_market(const std::string& from, const std::string& to);
  std::filesystem::path data(const std::string& name) const { return folder_ / name; }
  std::filesystem::path log_file(const std::string& name, const std::string& path) const {
    return folder_ / name / "log" / path;
  }

  Status refresh();
  Result<LoggedRelease> prove(int number);
  // Code in the detail of an untrusted error; "" for success, the message for other errors.
  template <typename T>
  static std::string refusal(const Result<T>& result) {
    if (result) return "";
    if (result.error().code != ErrorCode::untrusted) return result.error().message;
    return Json::parse(result.error().detail).value("code", "");
  }

  testing::FakeClock clock_;
  std::filesystem::path folder_;
  tlog::LogPolicy policy_;  // Of the first market that was started.
  std::unique_ptr<LogMarket> market_;
};

}  // namespace kontor::marketplace
