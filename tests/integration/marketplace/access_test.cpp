#include "tests/integration/marketplace/market_fixture.hpp"
#include "tests/support/golden.hpp"

namespace kontor::marketplace {
namespace {

class MarketAccessTest : public MarketFixture {
 protected:
  // A target of the route whose {names} belong to vendor "acme".
  static std::string target_of(const http::Route& route) {
    std::string target = route.path;
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"{name}", "acme"},
                                            {"{operation_id}", std::string(64, '0')},
                                            {"{offer_id}", "acme.notes-monthly"},
                                            {"{order_id}", "00000000-0000-7000-8000-000000000000"},
                                            {"{plugin_id}", "acme.notes"},
                                            {"{license_id}", "none"},
                                            {"{version}", "1.0.0"},
                                            {"{receipt_id}", "none"},
                                            {"{code}", "acme.none"},
                                            {"{file}", std::string(64, '0') + ".review.dsse"},
                                            {"{path...}", "timestamp.json"}})
      if (const auto at = target.find(name); at != std::string::npos)
        target.replace(at, name.size(), value);
    return target;
  }
  bool lets_in(const http::Route& route, const std::string& token) {
    const int status = ask(route.method, target_of(route), token).status;
    EXPECT_LT(status, 500) << route.method << " " << route.path;
    return status != 401 && status != 403;
  }
};

// Which principals a scheme lets in: everybody else is refused.
const std::map<std::string, std::vector<std::string>> kAllowed{
    {"", {"", "nobody", "operator", "acme", "other", "company"}},
    {"operator", {"operator"}},
    {"vendor", {"acme", "other"}},
    {"vendor-or-operator", {"acme", "other", "operator"}},
    {"company", {"company"}},
    {"company-or-operator", {"company", "operator"}},
    {"payment-provider", {}},  // It signs each message and has no token.
};

TEST_P(MarketAccessTest, EveryRouteServesItsPrincipalsAndRefusesAllOthers) {
  for (const char* vendor : {"acme", "other"}) {
    ASSERT_EQ(register_vendor(vendor).status, 201);
    ASSERT_EQ(approve_vendor(vendor).status, 200);
  }
  register_company("company");
  tokens_["nobody"] = "kv_" + std::string(43, 'x');
  tokens_[""] = "";

  for (const http::Route& route : router_.routes()) {
    const auto allowed = kAllowed.find(route.auth.scheme());
    ASSERT_NE(allowed, kAllowed.end()) << route.path << " has an unknown scheme";
    for (const char* who : {"", "nobody", "operator", "acme", "other", "company"}) {
      bool expected =
          std::find(allowed->second.begin(), allowed->second.end(), who) != allowed->second.end();
      // Another vendor's namespace is closed even to a vendor, if not by the form of the request.
      if (std::string_view(who) == "other" && route.path.find("{name}") != std::string::npos) {
        const int status = ask(route.method, target_of(route), tokens_[who]).status;
        EXPECT_TRUE(!expected || status == 403 || (status == 400 && !route.body_schema.is_null()))
            << route.method << " " << route.path << " answers another vendor " << status;
        if (expected) continue;
      }
      EXPECT_EQ(lets_in(route, tokens_[who]), expected)
          << route.method << " " << route.path << " as '" << who << "'";
    }
  }
}

TEST_P(MarketAccessTest, NoTokenIsUnauthenticatedAndAnothersIsForbidden) {
  register_company("company");

  EXPECT_EQ(ask("GET", "/api/v1/queue").status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/queue", "ko_wrong").status, 401);
  EXPECT_EQ(ask("GET", "/api/v1/queue", tokens_["company"]).status, 403);
}

TEST_P(MarketAccessTest, EveryPublicRouteSaysWhyItIsPublic) {
  for (const http::Route& route : router_.routes())
    EXPECT_EQ(route.auth.scheme().empty(), !route.auth.reason().empty()) << route.path;
}

TEST_P(MarketAccessTest, EveryRouteSaysWhatItAnswers) {
  for (const http::Route& route : router_.routes()) {
    const bool said = !route.answer_schema.is_null() || !route.answer_type.empty();
    EXPECT_TRUE(said) << route.method << " " << route.path;
  }
}

TEST_P(MarketAccessTest, TheOpenApiDocumentIsTheGoldenOne) {
  testing::expect_golden("marketplace.openapi.json",
                         http::openapi(router_, "Kontor market", "1").dump(2) + "\n");
}

TEST_P(MarketAccessTest, APendingVendorMayNotPublishOrSell) {
  ASSERT_EQ(register_vendor("acme").status, 201);

  EXPECT_EQ(upload("acme", package({})).status, 403);
  EXPECT_EQ(put_offer("acme").status, 403);
}

INSTANTIATE_TEST_SUITE_P(Databases, MarketAccessTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
