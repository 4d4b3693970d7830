#include "host/core/values.hpp"

#include <gtest/gtest.h>

#include "host/core/definitions.hpp"

namespace kontor::host {

namespace {

class ValuesTest : public ::testing::Test {
 protected:
  const Entity& entity(const char* name) { return *catalogue_->find(name); }
  Status apply(const char* name, const Json& changes) {
    return apply_changes(entity(name), changes, {}, fields_);
  }

  std::unique_ptr<Definitions> definitions_ = Definitions::builtin().value();
  std::shared_ptr<const Catalogue> catalogue_ = definitions_->now();
  Json fields_ = Json::object();
};

TEST_F(ValuesTest, CompletesAPerson) {
  ASSERT_TRUE(apply("person", {{"first_name", " \u00c5sa "},
                               {"last_name", "Berg"},
                               {"email", "A@B.Example"},
                               {"phone", "8 (912) 345-67-89"}}));

  EXPECT_EQ(fields_["name"], "\u00c5sa Berg");
  EXPECT_EQ(fields_["email"], "a@b.example");
  EXPECT_EQ(fields_["phone"], "+79123456789");
  EXPECT_EQ(fields_["phone_entered"], "8 (912) 345-67-89");
  EXPECT_FALSE(fields_.contains("phone_flag"));
}

TEST_F(ValuesTest, ClearingAPhoneClearsAllOfIt) {
  ASSERT_TRUE(apply("person", {{"name", "A"}, {"phone", "345-67-89"}}));
  EXPECT_EQ(fields_["phone_flag"], "incomplete");

  ASSERT_TRUE(apply("person", {{"phone", nullptr}}));

  EXPECT_EQ(fields_, (Json{{"name", "A"}}));
}

TEST_F(ValuesTest, RefusesWhatBreaksARule) {
  EXPECT_FALSE(apply("person", Json::object()));
  EXPECT_FALSE(apply("person", {{"name", "A"}, {"email", "a at b"}}));
  EXPECT_FALSE(apply("deal", {{"title", "D"}, {"expected_close", "1980-02-31"}}));
  EXPECT_FALSE(apply("person", {{"name", 7}}));
  EXPECT_FALSE(apply("person", {{"nothing", "A"}}));
  EXPECT_FALSE(apply("person", {{"name", "A"}, {"organisation", "Acme"}}));
  EXPECT_FALSE(apply("person", {{"name", std::string("A\0B", 3)}}));
  EXPECT_FALSE(apply("person", {{"name", std::string(5000, 'a')}}));
  EXPECT_FALSE(apply("deal", {{"title", "D"}, {"stage", "dreaming"}}));
  EXPECT_FALSE(apply("deal", {{"title", "D"}, {"amount", 5}}));
  EXPECT_FALSE(apply("deal", {{"title", "D"}, {"amount", {{"amount", 5}, {"currency", "euro"}}}}));
  EXPECT_FALSE(apply("person", Json::array()));
}

TEST_F(ValuesTest, ARecordOfWhichOneFieldIsEnoughNamesThoseThatAreFilledIn) {
  // Nobody fills in a name that is joined of two, or how a phone was entered.
  EXPECT_EQ(apply("person", {{"role", "CEO"}}).error().message,
            "one of these is required: first_name, last_name, email, phone");
  EXPECT_EQ(entity("person").to_json().at("required_any"),
            (Json{"first_name", "last_name", "email", "phone"}));
  EXPECT_FALSE(entity("task").to_json().contains("required_any"));
}

TEST_F(ValuesTest, RefusalsNameTheField) {
  const Status refused = apply("person", {{"name", "A"}, {"email", "nowhere"}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, R"({"field":"email"})");
}

}  // namespace

}  // namespace kontor::host
