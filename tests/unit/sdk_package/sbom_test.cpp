#include "sdk/package/sbom.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sdk_package/sample_package.hpp"

namespace kontor::package {
namespace {

class SbomTest : public ::testing::Test {
 protected:
  std::string complete(const Json& given = nullptr) const {
    auto text = complete_sbom(given.is_null() ? "" : to_text(given), manifest_, files_);
    return text ? *text : "refused: " + text.error().message;
  }
  std::string problem(const Json& bill) const {
    const auto problems = sbom_problems(to_text(bill), manifest_, files_);
    return problems.empty() ? "" : problems.front().message;
  }

  Manifest manifest_ = Manifest::parse(sample_manifest().dump()).value();
  FileHashes files_ = {{"plugin.so", std::string(64, 'a')},
                       {"locales/en.json", std::string(64, 'b')}};
};

TEST_F(SbomTest, IsMadeOfTheManifestAndTheFilesAndIsAlwaysTheSame) {
  const Json bill = Json::parse(complete());

  EXPECT_EQ(bill["bomFormat"], "CycloneDX");
  EXPECT_EQ(bill["specVersion"], "1.6");
  EXPECT_EQ(bill["metadata"]["component"]["name"], "acme.maps");
  ASSERT_EQ(bill["components"].size(), 2U);
  EXPECT_EQ(bill["components"][1]["hashes"][0]["content"], std::string(64, 'a'));
  EXPECT_EQ(problem(bill), "");
  EXPECT_EQ(complete(), complete());
}

TEST_F(SbomTest, KeepsWhatADeveloperWroteAndAddsTheFiles) {
  Json own = Json::parse(complete());
  own["components"] = {{{"type", "library"},
                        {"name", "nlohmann-json"},
                        {"version", "3.11.2"},
                        {"bom-ref", "json"},
                        {"purl", "pkg:generic/nlohmann-json@3.11.2"},
                        {"licenses", {{{"license", {{"id", "MIT"}}}}}}}};
  own["dependencies"] = {{{"ref", "acme.maps@1.2.0"}, {"dependsOn", {"json"}}}};

  const Json bill = Json::parse(complete(own));

  ASSERT_EQ(bill["components"].size(), 3U);
  EXPECT_EQ(bill["components"][0]["name"], "nlohmann-json");
  EXPECT_EQ(problem(bill), "");
}

TEST_F(SbomTest, ADevelopersBillOfOtherBytesOrAnotherPluginIsRefused) {
  Json own = Json::parse(complete());
  own["components"][0]["hashes"][0]["content"] = std::string(64, 'c');
  EXPECT_NE(complete(own).find("with other bytes"), std::string::npos) << complete(own);
  own = Json::parse(complete());
  own["metadata"]["component"]["version"] = "1.1.9";
  EXPECT_NE(complete(own).find("bill of acme.maps 1.1.9"), std::string::npos);
  EXPECT_NE(complete({{"bomFormat", "SPDX"}}).find("is no CycloneDX 1.6"), std::string::npos);
}

TEST_F(SbomTest, EachWrongFormIsNamed) {
  const Json good = Json::parse(complete());
  const auto with = [&](const char* pointer, Json value) {
    Json bill = good;
    bill[Json::json_pointer(pointer)] = std::move(value);
    return problem(bill);
  };
  for (const auto& [pointer, value] :
       std::map<std::string, Json>{{"/specVersion", "1.5"},
                                   {"/version", 0},
                                   {"/serialNumber", "42"},
                                   {"/unheard_of", 1},
                                   {"/components/0/type", "binary"},
                                   {"/components/0/name", ""},
                                   {"/components/0/purl", "acme"},
                                   {"/components/0/hashes/0/alg", "CRC"},
                                   {"/components/0/hashes/0/content", "zz"},
                                   {"/components/0/licenses", Json::parse(R"([{"license": {}}])")},
                                   {"/metadata/timestamp", "yesterday"}}) {
    EXPECT_NE(with(pointer.c_str(), value).find("no CycloneDX 1.6"), std::string::npos) << pointer;
  }
  EXPECT_NE(with("/components/0/bom-ref", good["components"][1]["bom-ref"]).find("given twice"),
            std::string::npos);
  EXPECT_NE(with("/dependencies", Json::parse(R"([{"ref": "nobody"}])")).find("leads to nobody"),
            std::string::npos);
  EXPECT_FALSE(sbom_problems("[]", manifest_, files_).empty());
}

TEST_F(SbomTest, NamesEveryFileAndNoOther) {
  Json bill = Json::parse(complete());
  bill["components"].erase(0);
  EXPECT_NE(problem(bill).find("does not name locales/en.json"), std::string::npos);
  bill = Json::parse(complete());
  bill["components"].push_back({{"type", "file"}, {"name", "gone.so"}});
  EXPECT_NE(problem(bill).find("gone.so, which is not in the package"), std::string::npos);
}

}  // namespace
}  // namespace kontor::package
