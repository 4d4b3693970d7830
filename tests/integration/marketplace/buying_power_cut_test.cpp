#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/integration/marketplace/market_process.hpp"

namespace kontor::marketplace {
namespace {

// Kills the market at the steps of a purchase, with the real programs of company, operator and
// vendor; each command is repeated until it is answered, as people do.
class BuyingPowerCutTest : public MarketProcess {
 protected:
  BuyingPowerCutTest() {
    start_market();
    register_and_approve();
    const auto offered =
        vendor({"offer", "example.hello-monthly", "--product", "example.hello-cpp", "--model",
                "concurrent", "--price", "1900", "--vendor", "example", "--key", vendor_key_});
    EXPECT_EQ(offered.status, 0) << offered.output;
    const auto enrolled = company({"register", "--name", "Nordwind"});
    EXPECT_EQ(enrolled.status, 0) << enrolled.output;
  }

  testing::Arguments company_words(testing::Arguments words) const {
    words.insert(words.end(),
                 {"--market", url(), "--token-file", folder_ / "company.token", "--json"});
    return words;
  }
  testing::Outcome company(const testing::Arguments& words) const {
    return testing::run("kontor-company", company_words(words));
  }
  testing::Arguments operator_words(testing::Arguments words) const {
    words.insert(words.end(),
                 {"--market", url(), "--token-file", data_ / "operator.token", "--json"});
    return words;
  }

  // Changes whenever the market writes there.
  std::string mark(const std::filesystem::path& file) const {
    std::error_code none;
    const auto time = std::filesystem::last_write_time(file, none).time_since_epoch().count();
    return std::to_string(time) + " " + std::to_string(std::filesystem::file_size(file, none));
  }

  // Runs the command, kills the market at one of the steps while it runs, starts it again and
  // repeats the command until it is answered. The last answer.
  Json through_a_power_cut(const std::string& program, const testing::Arguments& words) {
    const std::filesystem::path places[] = {data_ / "market.db-wal", data_ / "log" / "checkpoint",
                                            folder_ / "command.log"};
    const auto& place = places[chance_() % std::size(places)];
    const std::string before = mark(place);
    {
      testing::Program command(program, words, folder_ / "command.log");
      EXPECT_TRUE(
          testing::eventually([&] { return mark(place) != before || !command.is_running(); }));
      market_->kill_now();
      command.wait();
    }
    start_market();
    const auto again = testing::run(program, words);
    EXPECT_EQ(again.status, 0) << again.output;
    const auto answer = parse_json(again.output);
    return answer ? *answer : Json(nullptr);
  }

  std::filesystem::path log_keys() const {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(data_ / "tuf" / "targets"))
      if (entry.path().string().ends_with("log-keys.json")) return entry.path();
    return {};
  }

  std::mt19937 chance_{20'261'122};
};

TEST_F(BuyingPowerCutTest, NothingAnsweredIsLostAndNoLicenceIsIssuedTwice) {
  constexpr int kRounds = 5;
  for (int round = 0; round < kRounds; ++round) {
    const std::string key = "round-" + std::to_string(round);
    const Json order = through_a_power_cut(
        "kontor-company", company_words({"order", "--offer", "example.hello-monthly", "--quantity",
                                         "2", "--idempotency-key", key}));
    ASSERT_EQ(order.value("state", ""), "invoiced") << order;
    const std::string id = order["order_id"];

    const Json paid = through_a_power_cut(
        "kontor-operator",
        operator_words({"pay", id, "--amount", "3800", "--reference", "bank " + key}));

    ASSERT_EQ(paid.value("state", ""), "licensed") << paid;
    EXPECT_EQ(parse_json(company({"show", id}).output)->at("license_id"), paid["license_id"]);
  }

  const Json orders = parse_json(company({"orders"}).output).value();
  EXPECT_EQ(orders["orders"].size(), static_cast<std::size_t>(kRounds));
  EXPECT_EQ(parse_json(company({"licenses"}).output)->at("licenses").size(),
            static_cast<std::size_t>(kRounds));
  std::set<std::string> numbers;
  for (const Json& order : orders["orders"]) numbers.insert(order["invoice"]["number"]);
  EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kRounds));
  EXPECT_TRUE(numbers.rbegin()->ends_with("-00000" + std::to_string(kRounds))) << "no gaps";

  const auto reconciled =
      vendor({"reconcile", "--vendor", "example", "--log-keys", log_keys(), "--json"});
  EXPECT_EQ(reconciled.status, 0) << reconciled.output;
  EXPECT_EQ(parse_json(reconciled.output)->at("licenses"), kRounds) << reconciled.output;
}

}  // namespace
}  // namespace kontor::marketplace
