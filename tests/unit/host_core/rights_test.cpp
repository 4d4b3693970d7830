#include "host/access/rights.hpp"

#include <gtest/gtest.h>

#include "host/access/role_catalogue.hpp"

namespace kontor::host {

namespace {

TEST(RightsTest, FreshRightsAllowNothing) {
  const Rights rights;

  for (const Verb verb : {Verb::read, Verb::create, Verb::update, Verb::remove}) {
    EXPECT_FALSE(rights.may("person", verb));
    EXPECT_FALSE(rights.may_field("person", verb, "email"));
  }
  EXPECT_FALSE(rights.may_named("users.manage"));
}

TEST(RightsTest, AFieldRightAllowsThatFieldAlone) {
  Rights rights;
  rights.allow_field("person", Verb::read, "name");

  EXPECT_TRUE(rights.may("person", Verb::read));
  EXPECT_TRUE(rights.may_field("person", Verb::read, "name"));
  EXPECT_FALSE(rights.may_field("person", Verb::read, "phone"));
  EXPECT_FALSE(rights.may_every_field("person", Verb::read));
  EXPECT_FALSE(rights.may("deal", Verb::read));
}

TEST(RightsTest, ATokenMayWhatBothUserAndScopesAllow) {
  Rights user;
  user.allow("*", Verb::read);
  user.allow_field("person", Verb::update, "phone");
  user.allow_named("imports.run");
  const auto scopes = rights_of_scopes({"person:read", "person:update", "plugins.use"});
  ASSERT_TRUE(scopes);

  const Rights token = user.intersect(*scopes);

  EXPECT_TRUE(token.may("person", Verb::read));
  EXPECT_FALSE(token.may("deal", Verb::read));
  EXPECT_TRUE(token.may_field("person", Verb::update, "phone"));
  EXPECT_FALSE(token.may_field("person", Verb::update, "email"));
  EXPECT_FALSE(token.may_named("imports.run"));
  EXPECT_FALSE(token.may_named("plugins.use"));
}

TEST(RightsTest, SurviveStorage) {
  Rights rights;
  rights.allow("person", Verb::read);
  rights.allow_field("deal", Verb::update, "stage");
  rights.allow_named("imports.run");

  const auto again = Rights::parse(rights.to_json());

  ASSERT_TRUE(again);
  EXPECT_EQ(again->to_json(), rights.to_json());
}

TEST(RightsTest, RefusesUnknownScopes) {
  EXPECT_FALSE(rights_of_scopes({}));
  EXPECT_FALSE(rights_of_scopes({"everything"}));
  EXPECT_FALSE(rights_of_scopes({"person:burn"}));
}

}  // namespace

}  // namespace kontor::host
