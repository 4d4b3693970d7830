#include "tests/hostile/host/tenants.hpp"

namespace kontor::host {
namespace {

constexpr int kForbidden = 3;
constexpr int kNotFound = 4;

using TenantsRightsTest = TenantsTest;

TEST_F(TenantsRightsTest, FieldsItDidNotDeclareAreNeitherShownNorSearchedNorChanged) {
  const Json got = this->got("fields");

  ASSERT_EQ(got.size(), 7U) << got;
  EXPECT_EQ(to_text(got).find(kHidden), std::string::npos) << got;
  for (const auto& [tried, answer] : got.items()) {
    if (answer["status"] != 0) {
      EXPECT_EQ(answer["status"], kForbidden) << tried << answer;
      continue;
    }
    const Json& reply = answer["answer"];
    const Json fields =
        reply.contains("record") ? reply["record"]["fields"] : reply["records"].front()["fields"];
    EXPECT_EQ(fields, (Json{{"first_name", "Anna"}})) << tried;
  }
  EXPECT_EQ(records->get(admin, "person", anna.id)->fields["email"], kHidden);
  EXPECT_EQ(state(), "running");
}

TEST_F(TenantsRightsTest, OperationsWithoutPermissionAreRefusedAndSoIsWhatDoesNotExist) {
  const Json got = this->got("rights");

  ASSERT_EQ(got.size(), 13U) << got;
  for (const auto& [tried, answer] : got.items())
    EXPECT_EQ(answer["status"], tried.starts_with("record.steal") ? kNotFound : kForbidden)
        << tried << answer;
  EXPECT_GE((*plugins->inspect("test.tenant"))["usage"]["denied"], 12);
  EXPECT_EQ(state(), "running");
}

TEST_F(TenantsRightsTest, ACycleOfServicesIsRefusedWithItsChain) {
  install_or_fail("hostile-accomplice");

  const Json got = this->got("cycle");

  ASSERT_EQ(got.size(), 1U) << got;
  EXPECT_NE(to_text(got).find("test.tenant → test.accomplice → test.tenant"), std::string::npos)
      << got;
  EXPECT_EQ(state(), "running");
  EXPECT_EQ((*plugins->describe("test.accomplice"))["state"], "running");
}

}  // namespace
}  // namespace kontor::host
