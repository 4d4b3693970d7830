#include <unistd.h>

#include "tests/hostile/hostile.hpp"

namespace kontor::runtime {
namespace {

class DataFolderTest : public WithNeighbour {
 protected:
  void SetUp() override {
    WithNeighbour::SetUp();
    folder = std::filesystem::temp_directory_path() / "kontor-data-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  }
  void TearDown() override {
    WithNeighbour::TearDown();
    std::filesystem::remove_all(folder);
  }
  int outcome_of(const std::string& mischief) {
    auto options = hostile(mischief);
    options.sandbox.data_folder = folder;
    auto plugin = PluginProcess::start(std::move(options), answer_nothing);
    EXPECT_TRUE(plugin) << plugin.error().message;
    const auto answer = plugin ? (*plugin)->call("mischief", folder + "/../other") : plugin.error();
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? std::stoi(*answer) : -1;
  }
  std::string folder;
};

TEST_F(DataFolderTest, IsWhereAPluginMayKeepFiles) {
  EXPECT_EQ(outcome_of("keeps_a_file"), 0);

  EXPECT_TRUE(std::filesystem::exists(folder + "/kept"));
}

TEST_F(DataFolderTest, LetsNobodyOut) {
  for (const char* mischief :
       {"climbs_out_of_its_folder", "follows_a_link_out_of_its_folder", "reads_the_database",
        "opens_a_file_of_the_system", "makes_a_file", "looks_at_its_host"}) {
    const int error = outcome_of(mischief);
    EXPECT_TRUE(error == EACCES || error == ENOENT) << mischief << " got " << error;
  }
  EXPECT_FALSE(std::filesystem::exists(folder + "/link"));
}

}  // namespace
}  // namespace kontor::runtime
