#include "base/core/files.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"
#include "tests/integration/marketplace/package_edit.hpp"

namespace kontor::marketplace {
namespace {

class ListingHandbooksTest : public MarketFixture {
 protected:
  ListingHandbooksTest() {
    EXPECT_EQ(register_vendor("acme").status, 201);
    EXPECT_EQ(approve_vendor("acme").status, 200);
  }
  static testing::PackageText explained(const std::string& version = "1.0.0") {
    testing::PackageText text{.version = version};
    text.handbooks = {{"handbook.md", "# Notes " + version + "\n\n<b>Press</b> it.\n"},
                      {"handbook.sv.md", "# Anteckningar\n"}};
    return text;
  }
  Json shown() { return json(ask("GET", "/api/v1/catalogue/acme.notes"))["handbooks"]; }
  static std::string served(const http::Response& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.file.empty() ? answer.body : read_file(answer.file, 1 << 20).value();
  }
};

TEST_P(ListingHandbooksTest, AreNamedByLanguageAndServedAsTextAndNothingElse) {
  release(explained());

  const Json books = shown();

  ASSERT_EQ(books.size(), 2U) << books;
  EXPECT_EQ(books[0]["language"], "en");
  EXPECT_EQ(books[0]["path"], "/handbooks/acme.notes/1.0.0/handbook.md");
  EXPECT_EQ(books[1]["language"], "sv");
  const auto answer = ask("GET", books[0]["path"]);
  const std::string text = served(answer);
  EXPECT_EQ(text, "# Notes 1.0.0\n\n<b>Press</b> it.\n");
  EXPECT_EQ(books[0]["sha256"], crypto::sha256_hex(text));
  EXPECT_EQ(answer.headers.at("content-type"), "text/markdown; charset=utf-8");
  EXPECT_EQ(answer.headers.at("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(served(ask("GET", books[1]["path"])), "# Anteckningar\n");
}

TEST_P(ListingHandbooksTest, AreThoseOfTheNewestRelease) {
  release(explained());
  release(explained("1.1.0"));
  EXPECT_EQ(served(ask("GET", shown()[0]["path"])), "# Notes 1.1.0\n\n<b>Press</b> it.\n");

  release({.version = "1.2.0"});

  EXPECT_EQ(shown(), Json::array());
}

TEST_P(ListingHandbooksTest, GoWithAReleaseThatIsYanked) {
  release(explained());
  const std::string path = shown()[0]["path"];
  ASSERT_EQ(ask("GET", path).status, 200);

  Json body =
      renewed(repository_->metadata("vendor.acme").value(), clock_.now_ms() + 86'400'000).value();
  body["targets"][package_path("acme.notes", "1.0.0")]["custom"]["yanked"] = {
      {"reason", "eats data"}};
  ASSERT_EQ(put_role("acme", sign_metadata(body, {keys_.at("acme")}).value()).status, 200);

  EXPECT_EQ(shown(), Json::array());
  EXPECT_EQ(ask("GET", path).status, 404);
}

TEST_P(ListingHandbooksTest, AreOnlyWhatThePackageHas) {
  release(explained());
  release({.id = "acme.plain"});

  for (const char* path :
       {"acme.notes/1.0.0/handbook.ru.md", "acme.notes/1.0.1/handbook.md",
        "acme.none/1.0.0/handbook.md", "acme.notes/1.0.0/plugin.so",
        "acme.notes/1.0.0/manifest.json", "acme.notes/1.0.0/..%2F..%2Foperator.token",
        "acme.plain/1.0.0/handbook.md"})
    EXPECT_EQ(ask("GET", std::string("/handbooks/") + path).status, 404) << path;
  EXPECT_EQ(json(ask("GET", "/api/v1/catalogue/acme.plain"))["handbooks"], Json::array());
}

TEST_P(ListingHandbooksTest, ThatAreTooLargeOrNoTextRejectThePackage) {
  const std::string good = package(explained());
  const auto rejected = [&](const std::string& name, const std::string& bytes) {
    const auto edited =
        testing::edited_package(good, keys_.at("acme"), [&](auto& members, Json& manifest) {
          members[name] = bytes;
          testing::renew_sbom(members, manifest);
        });
    const Json upload = json(this->upload("acme", edited));
    EXPECT_EQ(upload["state"], "REJECTED") << upload;
    return upload["findings"].empty() ? Json() : upload["findings"][0];
  };

  // Numbers: what packs too well is refused as such.
  std::string text;
  for (int i = 0; text.size() <= std::size_t{256} << 10; ++i)
    text += std::to_string(i * 7919) + "\n";

  const Json large = rejected("handbook.md", text);

  EXPECT_EQ(large["rule"], "listing.handbook");
  EXPECT_EQ(large["file"], "handbook.md");
  EXPECT_EQ(rejected("handbook.sv.md", "caf\xe9")["message"], "it is not UTF-8");
  EXPECT_EQ(rejected("handbook.sv.md", "\x1b[2J")["rule"], "listing.handbook");
  EXPECT_EQ(rejected("handbook.Danish.md", "# A")["file"], "handbook.Danish.md");
}

INSTANTIATE_TEST_SUITE_P(Databases, ListingHandbooksTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
