#include "sdk/package/manifest.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/sdk_package/sample_package.hpp"

namespace kontor::package {
namespace {

TEST(Manifest, IsReadWithItsContributions) {
  Json json = sample_manifest();
  json["contributes"]["actions"] = {{{"name", "maps.show"},
                                     {"label", {{"en", "Show"}}},
                                     {"entity", "person"},
                                     {"seat", "acting_user"},
                                     {"bulk", true}}};
  json["limits"] = {{"concurrency", 4}, {"threads", 7}};

  const auto manifest = Manifest::parse(json.dump());

  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->id, "acme.maps");
  EXPECT_EQ(manifest->vendor, "acme");
  EXPECT_EQ(manifest->contributes.actions.at(0).seat, SeatRule::acting_user);
  EXPECT_TRUE(manifest->contributes.actions.at(0).bulk);
  EXPECT_EQ(manifest->limits.concurrency, 4);
  EXPECT_EQ(manifest->limits.threads, 7);
  EXPECT_EQ(manifest->limits.call_deadline_ms, 2000);
  ASSERT_NE(manifest->platform("linux", "x86_64"), nullptr);
  EXPECT_EQ(manifest->platform("linux", "aarch64"), nullptr);
}

TEST(Manifest, R19GivesEachKindItsOwnLimitsWhereItIsSilent) {
  const auto limits = [](const char* kind) {
    Json json = sample_manifest();
    json["kind"] = kind;
    json.erase("limits");
    return Manifest::parse(json.dump()).value().limits;
  };

  const Limits widget = limits("widget"), addon = limits("addon"), plugin = limits("plugin");

  EXPECT_LT(widget.memory_bytes, addon.memory_bytes);
  EXPECT_LT(addon.memory_bytes, plugin.memory_bytes);
  EXPECT_LT(widget.call_deadline_ms, addon.call_deadline_ms);
  EXPECT_LT(addon.call_deadline_ms, plugin.call_deadline_ms);
  EXPECT_LT(widget.cpu_percent, plugin.cpu_percent);
  EXPECT_LT(widget.storage_bytes, addon.storage_bytes);
  EXPECT_EQ(widget.isolation, Isolation::sandbox);
}

struct ManifestCase {
  std::string name;
  std::function<void(Json&)> spoil;
  std::string message;
};

class ManifestRefusals : public testing::TestWithParam<ManifestCase> {};

TEST_P(ManifestRefusals, NameThePlace) {
  Json json = sample_manifest();
  GetParam().spoil(json);

  const auto manifest = Manifest::parse(json.dump());

  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(manifest.error().message.find(GetParam().message), std::string::npos)
      << manifest.error().message;
}

Json egress(Json address) {
  address["reason"] = {{"en", "maps"}};
  return Json::array({std::move(address)});
}

Json twice(const char* name) {
  const Json one = {{"name", name}, {"label", {{"en", "x"}}}, {"seat", "none"}};
  return Json::array({one, one});
}

// An action that takes a text, and its preview that takes what `change` makes of that.
Json previewed(const std::function<void(Json&)>& change) {
  const Json text = {{"type", "object"}, {"properties", {{"text", {{"type", "string"}}}}}};
  Json action = {{"name", "send"}, {"label", {{"en", "x"}}}, {"seat", "none"}, {"input", text}};
  Json preview = action;
  preview["name"] = "look";
  action["preview"] = "look";
  change(preview);
  return Json::array({action, preview});
}

TEST(Manifest, AnActionHasAPreviewOfTheSameRecordAndInput) {
  Json json = sample_manifest();
  json["contributes"]["actions"] = previewed([](Json&) {});

  const auto manifest = Manifest::parse(json.dump());

  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->contributes.actions.at(0).all.at("preview"), "look");
}

INSTANTIATE_TEST_SUITE_P(
    Refuses, ManifestRefusals,
    testing::Values(
        ManifestCase{"AnUnknownMember", [](Json& j) { j["surprise"] = 1; }, "surprise"},
        ManifestCase{"AMissingVersion", [](Json& j) { j.erase("version"); }, "version"},
        ManifestCase{"AVersionThatIsNoSemVer", [](Json& j) { j["version"] = "1.0"; }, "/version"},
        ManifestCase{"AnIdWithCapitals", [](Json& j) { j["id"] = "Acme.maps"; }, "/id"},
        ManifestCase{"AnIdOfAnotherVendor", [](Json& j) { j["id"] = "evil.maps"; },
                     "does not begin with the vendor"},
        ManifestCase{"NoEnglishName",
                     [](Json& j) {
                       j["name"] = {{"ru", "Карты"}};
                     },
                     "/name"},
        ManifestCase{"AnUnknownSeatRule",
                     [](Json& j) {
                       j["contributes"]["events"] = {{{"name", "deal.won"}, {"seat", "free"}}};
                     },
                     "/contributes/events/0/seat"},
        ManifestCase{"ALatestEventWithTheSeatOfAUser",
                     [](Json& j) {
                       j["contributes"]["events"] = {
                           {{"name", "deal.won"}, {"seat", "acting_user"}, {"latest", true}}};
                     },
                     "told by its latest alone"},
        ManifestCase{"EventsToldTogetherWithTheSeatOfAUser",
                     [](Json& j) {
                       j["contributes"]["events"] = {
                           {{"name", "deal.won"}, {"seat", "target_user"}, {"many", true}}};
                     },
                     "told together with others"},
        ManifestCase{"AnEgressWithoutPort",
                     [](Json& j) {
                       j["permissions"]["egress"] = egress({{"host", "maps.example"}});
                     },
                     "either host and port, or a setting"},
        ManifestCase{"AnEgressToASettingThatIsNotThere",
                     [](Json& j) {
                       j["permissions"]["egress"] = egress({{"setting", "url"}});
                     },
                     "setting url"},
        ManifestCase{"APlatformTwice", [](Json& j) { j["platforms"].push_back(j["platforms"][0]); },
                     "platform linux/x86_64 is there twice"},
        ManifestCase{"ALibraryOutside",
                     [](Json& j) { j["platforms"][0]["file"] = "a/../../plugin.so"; }, ".."},
        ManifestCase{"AnActionTwice", [](Json& j) { j["contributes"]["actions"] = twice("x"); },
                     "action x is there twice"},
        ManifestCase{"APreviewThatIsNoAction",
                     [](Json& j) {
                       j["contributes"]["actions"] =
                           previewed([](Json& preview) { preview["name"] = "other"; });
                     },
                     "names a preview look, which is no action"},
        ManifestCase{"APreviewOfAnotherInput",
                     [](Json& j) {
                       j["contributes"]["actions"] = previewed([](Json& p) { p.erase("input"); });
                     },
                     "take the same kind of record and the same input"},
        ManifestCase{"AProductWithoutAName",
                     [](Json& j) {
                       j["license"] = {{"kind", "product"}};
                     },
                     "names no product"},
        ManifestCase{"AServiceOfAnotherVendor", [](Json& j) { j["provides"] = {"evil.consent/1"}; },
                     "evil.consent/1"},
        ManifestCase{"AHashThatIsNone",
                     [](Json& j) {
                       j["files"] = {{"a", "123"}};
                     },
                     "/files"},
        ManifestCase{"AFileNameOutside",
                     [](Json& j) {
                       j["files"] = {{"../a", std::string(64, '0')}};
                     },
                     "../a"}),
    [](const auto& test) { return test.param.name; });

TEST(Manifest, RefusesTextThatIsNotStrictJson) {
  EXPECT_FALSE(Manifest::parse(""));
  EXPECT_FALSE(Manifest::parse("{"));
  EXPECT_FALSE(Manifest::parse(R"({"id":"a.b","id":"a.c"})"));
}

}  // namespace
}  // namespace kontor::package
