#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/core/random.hpp"
#include "base/http/router.hpp"
#include "marketplace/app/market.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/packages.hpp"

namespace kontor::marketplace {

// A whole market in the test's process, asked through its routes and without a socket, on
// either database. Libraries of packages are not looked into: there are none.
class MarketFixture : public testing::EitherDatabase {
 protected:
  MarketFixture();
  ~MarketFixture() override;

  http::Response ask(const std::string& method, const std::string& target,
                     const std::string& token = {}, const Json& body = nullptr,
                     const http::Headers& headers = {});
  http::Response ask_with_text(const std::string& method, const std::string& target,
                               const std::string& token, const std::string& text,
                               http::Headers headers = {});
  static Json json(const http::Response& response);

  // A vendor with a key of its own; its token is kept in tokens_ under its name.
  http::Response register_vendor(const std::string& name);
  http::Response approve_vendor(const std::string& name);
  // A company; token under its name.
  void register_company(const std::string& name);

  http::Response upload(const std::string& vendor, const std::string& bytes);
  http::Response decide(const std::string& operation_id, const std::string& decision);
  // The vendor's next role with this package in it, or any version.
  std::string role_with(const std::string& vendor, const std::string& bytes,
                        const testing::PackageText& text);
  http::Response put_role(const std::string& vendor, const std::string& role);
  // Upload, approval and role of one release.
  void release(const testing::PackageText& text);

  http::Response put_offer(const std::string& vendor, const Json& change = Json::object());
  std::string package(const testing::PackageText& text);

  // What a route says that it answers, it answers.
  void expect_as_declared(const http::Request& request, const http::Response& response);

  std::filesystem::path folder_;
  std::map<std::string, JsonSchema> schemas_;  // Of answers, by method and path.
  testing::FakeClock clock_;
  SystemRandom random_;
  IdSource ids_{clock_, random_};
  std::unique_ptr<Repository> repository_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<Market> market_;
  http::Router router_;
  std::map<std::string, crypto::SigningKey> keys_;
  std::map<std::string, std::string> tokens_;
};

}  // namespace kontor::marketplace
