#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "tests/integration/marketplace/market_process.hpp"
#include "tests/support/packages.hpp"

namespace kontor::marketplace {
namespace {

// Kills the market at a chosen point of a publication while the vendor's command runs; the
// market comes back, and the same command (or one repeated) ends with the release visible.
class PublicationPowerCutTest : public MarketProcess {
 protected:
  PublicationPowerCutTest() {
    // The packages hold no real library, so that there can be many of them.
    (void)write_file(folder_ / "policy.json", R"({"library.entry": {"enabled": false}})");
  }
  void start() { start_market({"--review-policy", folder_ / "policy.json"}); }

  std::filesystem::path package(const std::string& version) const {
    const auto key = crypto::SigningKey::load(vendor_key_).value();
    std::string library;
    while (library.size() < kLibraryBytes)
      library += crypto::sha256(version + std::to_string(library.size()));
    const auto file = folder_ / (version + ".kpkg");
    EXPECT_TRUE(write_file(
        file, testing::signed_package(
                  {.id = "example.notes", .version = version, .library = library}, key)));
    return file;
  }

  std::unique_ptr<testing::Program> publishing(const std::filesystem::path& file) const {
    testing::Arguments words = publish_words(file);
    // Slow enough that there is a middle to be killed in.
    words.insert(words.end(), {"--wait", "--limit-rate", "16384"});
    return std::make_unique<testing::Program>("kontor-publish", words, folder_ / "publish.log");
  }

  // A file whose name ends so lies below the folder.
  bool has_file(const std::filesystem::path& below, const std::string& end) const {
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator entry(below, gone), last;
         !gone && entry != last; entry.increment(gone))
      if (entry->path().string().ends_with(end)) return true;
    return false;
  }

  void kill_when(const std::function<bool()>& condition) {
    ASSERT_TRUE(testing::eventually(condition));
    market_->kill_now();
    start();
  }

  void expect_visible(const std::filesystem::path& file, const std::string& version) {
    const std::string sha256 = crypto::sha256_hex(read_file(file, 100 << 20).value());
    const Json listing = get("/api/v1/catalogue/example.notes").value();
    EXPECT_EQ(listing["version"], version);
    EXPECT_EQ(listing["sha256"], sha256);
    const auto target = http::Client::create(url()).value()->get(
        "/tuf/targets/example/example.notes/" + sha256 + "." + version + ".kpkg");
    ASSERT_TRUE(target);
    EXPECT_EQ(crypto::sha256_hex(target->body), sha256);
  }

  static constexpr std::size_t kLibraryBytes = std::size_t{8} << 20;
};

TEST_F(PublicationPowerCutTest, TheSameCommandCompletesWhereverTheMarketWasKilled) {
  start();
  register_and_approve();

  // While the bytes arrive, or just after.
  auto file = package("1.0.0");
  auto command = publishing(file);
  kill_when([&] { return has_file(data_ / "quarantine" / "partial", ""); });
  ASSERT_TRUE(testing::eventually([&] { return !waiting_operation().empty(); }));
  approve_all();
  EXPECT_EQ(command->wait(), 0) << command->output();
  expect_visible(file, "1.0.0");

  // While the checks run.
  file = package("2.0.0");
  command = publishing(file);
  kill_when([&] { return has_file(data_ / "quarantine", ".kpkg"); });
  ASSERT_TRUE(testing::eventually([&] { return !waiting_operation().empty(); }));

  // While the operator decides.
  const std::string operation = waiting_operation();
  testing::Program deciding("kontor-operator",
                            {"decide", operation, "approve", "--reason", "fine", "--market", url(),
                             "--token-file", data_ / "operator.token"},
                            folder_ / "decide.log");
  kill_when([&] { return has_file(data_ / "tuf" / "targets", ".2.0.0.kpkg"); });
  deciding.wait();
  const auto again = as_operator({"decide", operation, "approve", "--reason", "fine"});
  EXPECT_EQ(again.status, 0) << again.output;

  // While the release is written.
  kill_when([&] { return has_file(data_ / "tuf", "2.vendor.example.json"); });
  EXPECT_EQ(command->wait(), 0) << command->output();
  expect_visible(file, "2.0.0");
  EXPECT_EQ(get("/api/v1/catalogue/example.notes")->at("versions").size(), 2U);
}

TEST_F(PublicationPowerCutTest, PublishingTheSameBytesAgainChangesNothing) {
  start();
  register_and_approve();
  const auto file = package("1.0.0");
  ASSERT_EQ(publish(file).status, 0);
  approve_all();
  ASSERT_EQ(publish(file).status, 0);
  const std::string timestamp =
      http::Client::create(url()).value()->get("/tuf/timestamp.json")->body;

  const auto again = publish(file);

  EXPECT_EQ(again.status, 0) << again.output;
  EXPECT_EQ(http::Client::create(url()).value()->get("/tuf/timestamp.json")->body, timestamp);
}

}  // namespace
}  // namespace kontor::marketplace
