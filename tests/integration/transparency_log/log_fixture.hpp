#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "marketplace/core/log_keys.hpp"
#include "marketplace/log/log.hpp"
#include "tests/integration/transparency_log/releases.hpp"
#include "tests/support/fake_clock.hpp"

namespace kontor::marketplace {

// A log on disk, opened in the test's process.
class LogFixture : public ::testing::Test {
 protected:
  LogFixture() {
    std::string name = "/tmp/kontor-log-XXXXXX";
    folder = ::mkdtemp(name.data());
    open();
  }
  ~LogFixture() override {
    log.reset();
    std::filesystem::remove_all(folder);
  }
  Result<std::unique_ptr<Log>> try_open() { return Log::open(folder, key, clock, {policy}); }
  void open() {
    log.reset();
    auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error().message;
    log = std::move(opened).value();
  }
  void append(int first, int last) {
    for (int number = first; number < last; ++number)
      ASSERT_TRUE(log->append(release_entry(number)));
  }
  tlog::Checkpoint head() const { return tlog::open_checkpoint(log->checkpoint(), policy).value(); }

  testing::FakeClock clock;
  std::filesystem::path folder;
  crypto::SigningKey key = crypto::SigningKey::generate();
  tlog::LogPolicy policy = new_log_policy("log.example/market", key.public_key()).value();
  std::unique_ptr<Log> log;
};

}  // namespace kontor::marketplace
