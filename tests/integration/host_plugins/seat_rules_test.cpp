#include "tests/integration/host_plugins/company.hpp"

namespace kontor::host {
namespace {

// The broker test plugin as a product with one concurrent seat, its contributions asking for
// a seat as the test says.
class SeatRulesTest : public CompanyTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    anna = user("anna");
    bo = user("bo");
  }
  void license(std::int64_t seats) {
    ASSERT_TRUE(
        ledger->install_document(licenses.document(licensing::SeatModel::concurrent, seats)));
  }
  // `rule` for every entry of one kind of contribution; members of `more` join each.
  void install_with(const std::string& kind, const std::string& rule,
                    const Json& more = Json::object()) {
    Json entries = manifest_of("test-broker")["contributes"][kind];
    for (Json& entry : entries) {
      entry["seat"] = rule;
      entry.merge_patch(more);
    }
    const Json patch = {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}},
                        {"contributes", {{kind, entries}}}};
    const auto installed = install(changed(built("test-broker"), patch));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  std::int64_t used() { return (*plugins->seats("kontor.sms"))["used"].get<std::int64_t>(); }
  Json gaps() { return *plugins->gaps(admin, "test.broker", ""); }
  // What the hook made of a name it is to write down.
  Result<Record> save(const Principal& actor, const Json& more = Json::object()) {
    Json fields = {{"first_name", "SEEN"}};
    fields.merge_patch(more);
    return records->create(actor, "person", fields);
  }
  static bool was_seen(const Record& record) { return record.fields["first_name"] != "SEEN"; }

  Principal anna, bo;
};

TEST_F(SeatRulesTest, AClosedHookOfTheActingUserRefusesTheSaveAndSaysWhoSits) {
  license(1);
  install_with("hooks", "acting_user");
  ASSERT_TRUE(was_seen(*save(anna)));

  const auto refused = save(bo);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().message.find("test.broker must look at it first"), std::string::npos);
  EXPECT_EQ((*parse_json(refused.error().detail))["holders"][0]["name"], "anna");
}

TEST_F(SeatRulesTest, AnOpenHookOfTheActingUserLeavesAGap) {
  license(1);
  install_with("hooks", "acting_user", {{"on_failure", "open"}});
  ASSERT_TRUE(was_seen(*save(anna)));

  const auto saved = save(bo);

  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_FALSE(was_seen(*saved));
  EXPECT_EQ(gaps()["total"], 1);
  EXPECT_EQ(gaps()["gaps"][0]["record"]["id"], saved->id);
}

TEST_F(SeatRulesTest, AHookOfTheTargetUserGoesByTheOwnerOfEachRecord) {
  license(1);
  install_with("hooks", "target_user", {{"on_failure", "open"}});

  const auto of_anna = save(admin, {{"owner", anna.id}});
  const auto of_bo = save(anna, {{"owner", bo.id}});
  const auto of_nobody = save(anna);

  EXPECT_TRUE(was_seen(*of_anna));
  EXPECT_FALSE(was_seen(*of_bo));
  EXPECT_TRUE(was_seen(*of_nobody)) << "the acting user's seat is enough";
  EXPECT_EQ(used(), 1);
  EXPECT_EQ(gaps()["total"], 1);
}

TEST_F(SeatRulesTest, AHookOfTheInstallationNeedsALicenceAndNoSeat) {
  license(1);
  install_with("hooks", "installation");

  EXPECT_TRUE(was_seen(*save(bo)));
  EXPECT_TRUE(was_seen(*save(admin)));

  EXPECT_EQ(used(), 0);
}

}  // namespace
}  // namespace kontor::host
