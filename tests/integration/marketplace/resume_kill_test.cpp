#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "tests/integration/marketplace/market_process.hpp"
#include "tests/support/packages.hpp"

namespace kontor::marketplace {
namespace {

// Uploads that are killed in their middle, on either side, with real programs.
class ResumeTest : public MarketProcess {
 protected:
  ResumeTest() {
    // The package holds no real library, so that it can be of any size.
    (void)write_file(folder_ / "policy.json", R"({"library.entry": {"enabled": false}})");
    start();
    register_and_approve();
    const auto key = crypto::SigningKey::load(vendor_key_).value();
    std::string library;
    while (library.size() < kLibraryBytes)
      library += crypto::sha256(std::to_string(library.size()));
    file_ = folder_ / "big.kpkg";
    EXPECT_TRUE(write_file(
        file_, testing::signed_package({.id = "example.notes", .library = library}, key)));
  }
  void start() { start_market({"--review-policy", folder_ / "policy.json"}); }

  std::unique_ptr<testing::Program> publishing(const char* log) const {
    testing::Arguments words = publish_words(file_);
    words.insert(words.end(), {"--limit-rate", "4096", "--progress"});
    return std::make_unique<testing::Program>("kontor-publish", words, folder_ / log);
  }

  // Bytes of the unfinished upload that are on the market's disk.
  std::uintmax_t arrived() const {
    std::error_code gone;
    for (std::filesystem::recursive_directory_iterator
             entry(data_ / "quarantine" / "partial", gone),
         last;
         !gone && entry != last; entry.increment(gone))
      if (entry->is_regular_file(gone)) return entry->file_size(gone);
    return 0;
  }
  bool wait_for_the_middle() const {
    return testing::eventually([this] { return arrived() >= kLibraryBytes / 3; });
  }
  // The first percentage that the command told.
  static int first_percentage(const std::string& output) {
    const auto at = output.find("uploaded ");
    return at == std::string::npos ? -1 : std::stoi(output.substr(at + 9));
  }

  static constexpr std::size_t kLibraryBytes = std::size_t{8} << 20;
  std::filesystem::path file_;
};

TEST_F(ResumeTest, GoesOnWhereItWasWhenTheMarketIsKilled) {
  auto command = publishing("publish.log");
  ASSERT_TRUE(wait_for_the_middle());
  market_->kill_now();
  const auto before = arrived();
  ASSERT_GT(before, 0U);

  start();

  EXPECT_GE(arrived(), before) << "what was acknowledged is still there";
  EXPECT_EQ(command->wait(), 0) << command->output();
  EXPECT_FALSE(waiting_operation().empty());
  EXPECT_EQ(arrived(), 0U);
}

TEST_F(ResumeTest, TheSameCommandStartedAnewGoesOnWhereTheKilledOneWas) {
  auto killed = publishing("killed.log");
  ASSERT_TRUE(wait_for_the_middle());
  killed->kill_now();

  auto again = publishing("again.log");

  EXPECT_EQ(again->wait(), 0) << again->output();
  EXPECT_GE(first_percentage(again->output()), 30) << again->output();
  EXPECT_FALSE(waiting_operation().empty());
}

TEST_F(ResumeTest, BothMayBeKilledAndTheOutcomeIsOneUpload) {
  auto killed = publishing("killed.log");
  ASSERT_TRUE(wait_for_the_middle());
  market_->kill_now();
  killed->kill_now();
  start();

  EXPECT_EQ(publishing("again.log")->wait(), 0);
  const auto repeated = publish(file_);

  EXPECT_EQ(repeated.status, 0) << repeated.output;
  const auto queue = parse_json(as_operator({"queue"}).output);
  ASSERT_TRUE(queue);
  EXPECT_EQ(queue->at("uploads").size(), 1U);
}

}  // namespace
}  // namespace kontor::marketplace
