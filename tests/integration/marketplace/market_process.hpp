#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/core/json.hpp"
#include "base/http/client.hpp"
#include "tests/support/program.hpp"

namespace kontor::marketplace {

// A real kontor-market on a free port after a real key ceremony, with vendor "example"
// waiting to be registered. Its tools are the real programs too.
class MarketProcess : public ::testing::Test {
 protected:
  MarketProcess();
  ~MarketProcess() override;

  // Also starts it again, on the port it had.
  void start_market(const testing::Arguments& more = {});
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // kontor-vendor, kontor-operator and kontor-publish with their market and tokens.
  testing::Outcome vendor(testing::Arguments words) const;
  testing::Outcome as_operator(testing::Arguments words) const;
  testing::Arguments publish_words(const std::filesystem::path& package) const;
  testing::Outcome publish(const std::filesystem::path& package) const;

  void register_and_approve();
  // The plugin "example.hello-cpp" as built by the SDK, signed by the vendor of the test.
  std::filesystem::path hello_package() const;
  // Published by the registered vendor and approved: in the catalogue.
  void release_hello();
  // The operation id that waits in the operator's queue; empty if none does.
  std::string waiting_operation() const;
  void approve_all();
  Result<Json> get(const std::string& path) const;

  std::filesystem::path folder_, data_, vendor_key_, vendor_token_;
  int port_ = 0;
  std::unique_ptr<testing::Program> market_;
};

}  // namespace kontor::marketplace
