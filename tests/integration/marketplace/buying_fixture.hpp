#pragma once

#include "base/core/clock.hpp"
#include "licensing/core/license.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {

// A market with vendor "acme" and companies "nordwind" and "another", that asks 20 % tax in DE
// and keeps 15 % of the net price.
class BuyingFixture : public MarketFixture {
 protected:
  BuyingFixture();

  // The vendor's signed offer with these terms; a null leaves a term out.
  std::string offer(const Json& terms);
  http::Response order(const Json& wish, const std::string& key, const char* who = "nordwind");
  Json ordered(const Json& wish, const std::string& key, const char* who = "nordwind");
  http::Response pay(const std::string& order_id, std::int64_t amount,
                     const std::string& reference);
  // Pays what the order's answer says is open.
  Json paid(const Json& placed, const std::string& reference);
  Json get(const std::string& path, const char* who = "nordwind");
  // The terms of the order's licence, verified as a host does.
  licensing::License license_of(const Json& standing);
  Json bank(const std::string& xml);
  Json held();
  Json statement();
  std::string reference_of(const std::string& order_id);
  // A camt.053 file with credits (reference, amount, message).
  struct Credit {
    std::string reference, amount, message, currency = "EUR";
  };
  static std::string camt(const std::vector<Credit>& credits);
  http::Response webhook(const std::string& id, const Json& message, std::int64_t age_s = 0,
                         const std::string& secret = kSecret);
  static std::string code_of(const http::Response& response);
  void pass_days(int days) { clock_.advance(std::int64_t{days} * 86'400'000); }

  static constexpr const char* kSecret = "0123456789abcdef0123456789abcdef";
};

}  // namespace kontor::marketplace
