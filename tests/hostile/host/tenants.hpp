#pragma once

#include <string>

#include "host/access/audit_log.hpp"
#include "tests/integration/host_plugins/company.hpp"

namespace kontor::host {

// A company's host with a hostile plugin, "test.tenant", and an honest one. Whatever the
// tenant does, the honest one is served, records are saved and nothing of them is lost.
class TenantsTest : public CompanyTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    install_or_fail("hello-cpp");
    anna = person({{"first_name", "Anna"}, {"last_name", "Berg"}, {"email", kHidden}});
    install_or_fail("hostile-tenant");
  }
  void TearDown() override {
    if (plugins) everybody_else_is_served();
    CompanyTest::TearDown();
  }
  void install_or_fail(const std::string& name) {
    const auto installed = install(built(name));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  void everybody_else_is_served() {
    const auto greeted = plugins->act(admin, "example.hello-cpp", "hello.greet",
                                      {{"entity", "person"}, {"id", anna.id}}, Json::object());
    EXPECT_TRUE(greeted) << greeted.error().message;
    const Record bo = person({{"first_name", "Bo"}, {"last_name", "Ek"}});
    for (const Record& kept : {anna, bo}) {
      const auto found = records->get(admin, "person", kept.id);
      ASSERT_TRUE(found) << found.error().message;
      EXPECT_EQ(found->fields["first_name"], kept.fields["first_name"]);
      EXPECT_EQ(found->fields["last_name"], kept.fields["last_name"]);
    }
    EXPECT_TRUE(AuditLog::verify(*database));
  }
  Result<Json> act(const std::string& action) {
    return plugins->act(admin, "test.tenant", "tenant." + action, nullptr, {{"id", anna.id}});
  }
  // What the tenant got, by what it tried.
  Json got(const std::string& action) {
    const auto done = act(action);
    EXPECT_TRUE(done) << done.error().message;
    return done ? (*done)["output"] : Json::object();
  }
  std::string state() { return (*plugins->describe("test.tenant"))["state"]; }

  static constexpr const char* kHidden = "hidden@example.test";
  Record anna;
};

}  // namespace kontor::host
