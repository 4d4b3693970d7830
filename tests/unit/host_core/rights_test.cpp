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

TEST(RightsTest, GrantsOfDifferentScopesDoNotMix) {
  Rights rights;
  rights.allow("deal", Verb::read, Scope::own);
  rights.allow_field("deal", Verb::read, "title", Scope::all);

  EXPECT_EQ(rights.scope("deal", Verb::read), Scope::all);
  EXPECT_EQ(rights.field_scope("deal", Verb::read, "amount"), Scope::own);
  EXPECT_EQ(rights.every_field_scope("deal", Verb::read), Scope::own);
  EXPECT_TRUE(rights.may_field("deal", Verb::read, "amount", Scope::own));
  EXPECT_FALSE(rights.may_field("deal", Verb::read, "amount", Scope::team));
  EXPECT_TRUE(rights.may_field("deal", Verb::read, "title", Scope::all));
  const auto again = Rights::parse(rights.to_json());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->to_json(), rights.to_json());
}

TEST(RightsTest, ATokenIsNarrowedToItsOwnersScope) {
  Rights user;
  user.allow("deal", Verb::read, Scope::team);

  const Rights token = user.intersect(*rights_of_scopes({"*"}));

  EXPECT_EQ(token.scope("deal", Verb::read), Scope::team);
  EXPECT_TRUE(user.covers(token));
  EXPECT_FALSE(user.covers(Rights::everything()));
  EXPECT_TRUE(Rights::everything().covers(user));
}

TEST(RightsTest, RefusesWhatIsNotTheForm) {
  for (const char* text :
       {R"([])", R"({"records":[]})", R"({"records":{"deal":{"read":5}}})",
        R"({"records":{"deal":{"burn":"*"}}})", R"({"records":{"deal":"*"}})",
        R"({"records":{"deal":{"read":[{"scope":"world","fields":"*"}]}}})",
        R"({"records":{"deal":{"read":[{"scope":"own"}]}}})", R"({"rights":[7]})",
        R"({"records":{"deal":{"read":[{"scope":"own","fields":"*"},"x"]}}})"}) {
    EXPECT_FALSE(Rights::parse(Json::parse(text))) << text;
  }
}

TEST(RightsTest, RefusesUnknownScopes) {
  EXPECT_FALSE(rights_of_scopes({}));
  EXPECT_FALSE(rights_of_scopes({"everything"}));
  EXPECT_FALSE(rights_of_scopes({"person:burn"}));
}

}  // namespace

}  // namespace kontor::host
