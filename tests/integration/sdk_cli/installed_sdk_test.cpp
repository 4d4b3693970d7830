#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/sdk_cli/command_line.hpp"

namespace kontor::cli {
namespace {

using ::testing::HasSubstr;

// The SDK as a developer gets it, away from the tree it was built in.
class InstalledSdk : public ::testing::Test {
 protected:
  Ended shell(const std::string& line) { return run(folder.path(), "B=$KONTOR_BIN/..; " + line); }
  TemporaryFolder folder;
};

TEST_F(InstalledSdk, BuildsAndTestsAPluginFromAMovedPrefix) {
  const Ended installed = shell(
      "cmake --install $B --component sdk --prefix $PWD/first > install.log && mv first moved && "
      "moved/bin/kontor new acme.maps");
  ASSERT_EQ(installed.status, 0) << installed.output;

  // As an author's own build does it: CMake alone, told nothing but the prefix.
  const Ended built = shell(
      "cmake -S maps -B out -DCMAKE_PREFIX_PATH=$PWD/moved && cmake --build out && "
      "ctest --test-dir out --output-on-failure && grep KontorSDK_DIR out/CMakeCache.txt");

  EXPECT_EQ(built.status, 0) << built.output;
  EXPECT_THAT(built.output, HasSubstr("100% tests passed"));
  EXPECT_THAT(built.output, HasSubstr("moved/lib/cmake/KontorSDK"));
  EXPECT_EQ(shell("grep -r -l -F \"$(realpath $KONTOR_SOURCE)\" moved").output, "");
}

TEST_F(InstalledSdk, ComesAsADebianPackage) {
  const Ended packed = shell(
      "cpack -G DEB --config $B/CPackConfig.cmake -B $PWD/deb > cpack.log || cat cpack.log; "
      "dpkg-deb -x deb/kontor-sdk_*.deb root && dpkg-deb -f deb/kontor-sdk_*.deb Depends");
  ASSERT_EQ(packed.status, 0) << packed.output;
  EXPECT_THAT(packed.output, HasSubstr("libgtest-dev"));

  const Ended tested = shell(
      "K=$PWD/root/usr/bin/kontor; $K new acme.maps --lang c && $K test maps && $K build maps && "
      "$K pack maps && grep KontorSDK_DIR maps/build/.cmake/CMakeCache.txt");

  EXPECT_EQ(tested.status, 0) << tested.output;
  EXPECT_THAT(tested.output, HasSubstr("100% tests passed"));
  EXPECT_THAT(tested.output, HasSubstr("packed acme.maps-0.1.0.kpkg"));
  EXPECT_THAT(tested.output, HasSubstr("root/usr/lib/cmake/KontorSDK"));
}

}  // namespace
}  // namespace kontor::cli
