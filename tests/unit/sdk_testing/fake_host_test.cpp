#include "sdk/testing/fake_host.hpp"

#include <gtest/gtest.h>

namespace kontor::testing {
namespace {

package::Manifest manifest_reading(const std::string& field) {
  const Json json = {
      {"id", "acme.maps"},
      {"kind", "addon"},
      {"version", "1.0.0"},
      {"sdk", ">=0.1.0"},
      {"platforms", {{{"os", "linux"}, {"arch", "x86_64"}, {"glibc", "2.36"}, {"file", "p.so"}}}},
      {"name", {{"en", "x"}}},
      {"summary", {{"en", "x"}}},
      {"vendor", "acme"},
      {"license", {{"kind", "free"}}},
      {"permissions",
       {{"records",
         {{{"entity", "person"},
           {"verbs", {"read"}},
           {"fields", {field}},
           {"purpose", "maps"},
           {"legal_basis", "contract"},
           {"reason", {{"en", "x"}}}}}}}}};
  return *package::Manifest::parse(json.dump());
}

TEST(FakeHost, ListsFiltersAndPagesRecords) {
  FakeHost host;
  for (const char* name : {"Anna", "Bo", "Anders"}) host.add_record("person", {{"name", name}});

  const auto page = host.call(
      "record.list/1", {{"entity", "person"},
                        {"purpose", "test"},
                        {"limit", 1},
                        {"filter", {{{"field", "name"}, {"op", "prefix"}, {"value", "An"}}}}});
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ((*page)["records"][0]["fields"]["name"], "Anna");
  EXPECT_EQ((*page)["next"], "person-1");
}

TEST(FakeHost, ComputesAggregates) {
  FakeHost host;
  host.add_record("deal", {{"stage", "won"},
                           {"amount", {{"amount", 100}, {"currency", "EUR"}}},
                           {"from", "2026-01-01"},
                           {"to", "2026-01-11"}});
  host.add_record("deal", {{"stage", "won"},
                           {"amount", {{"amount", 300}, {"currency", "EUR"}}},
                           {"from", "2026-01-01"},
                           {"to", "2026-01-21"}});
  host.add_record("deal", {{"stage", "lost"}});

  const auto rows =
      host.call("record.aggregate/1",
                {{"entity", "deal"},
                 {"group_by", {"stage"}},
                 {"measures",
                  {{{"function", "count"}},
                   {{"function", "average"}, {"field", "amount"}},
                   {{"function", "average_days_between"}, {"field", "from"}, {"to", "to"}}}}});

  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ((*rows)["rows"][0], Json({{"group", {"lost"}}, {"values", {1.0, nullptr, nullptr}}}));
  EXPECT_EQ((*rows)["rows"][1], Json({{"group", {"won"}}, {"values", {2.0, 200.0, 15.0}}}));
}

TEST(FakeHost, RefusesWhatTheManifestDoesNotPermit) {
  FakeHost host;
  const std::string id = host.add_record("person", {{"name", "Anna"}, {"phone", "+46"}});
  host.enforce(manifest_reading("name"));
  const Json get = {{"entity", "person"}, {"id", id}, {"purpose", "maps"}};

  const auto record = host.call("record.get/1", get);
  const auto change = host.call("record.update/1",
                                {{"entity", "person"}, {"id", id}, {"fields", {{"name", "Bo"}}}});
  const auto notice = host.call("user.notify/1", {{"user", "u"}, {"text", "hi"}});

  ASSERT_TRUE(record);
  EXPECT_EQ((*record)["record"]["fields"], Json({{"name", "Anna"}}));
  EXPECT_EQ(change.error().code, ErrorCode::forbidden);
  EXPECT_EQ(notice.error().message, "the manifest does not permit to call user.notify");
}

TEST(FakeHost, GivesNoAddressWithoutConsent) {
  FakeHost host;
  const std::string id = host.add_record("person", {{"phone", "+46701234567"}});
  const Json ask = {{"person", id}, {"channel", "sms"}, {"purpose", "marketing"}};

  EXPECT_EQ(host.call("message.permit/1", ask).error().code, ErrorCode::forbidden);
  host.allow(id, "marketing");
  EXPECT_EQ((*host.call("message.permit/1", ask))["address"], "+46701234567");
}

TEST(FakeHost, UpdatesATimelineEntryOfTheSameExternalId) {
  FakeHost host;
  Json entry = {{"record", {{"entity", "person"}, {"id", "1"}}},
                {"kind", "sms"},
                {"summary", "sent"},
                {"occurred_at", "2026-01-01T00:00:00Z"},
                {"external_id", "m1"}};

  ASSERT_TRUE(host.call("timeline.add/1", entry));
  entry["summary"] = "delivered";
  ASSERT_TRUE(host.call("timeline.add/1", entry));

  ASSERT_EQ(host.timeline().size(), 1U);
  EXPECT_EQ(host.timeline()[0].summary, "delivered");
}

}  // namespace
}  // namespace kontor::testing
