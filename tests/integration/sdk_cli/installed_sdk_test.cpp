#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/sdk_cli/command_line.hpp"

namespace kontor::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The SDK as a developer gets it: unpacked from its Debian package, away from the tree it was
// built in.
class InstalledSdk : public ::testing::Test {
 protected:
  Ended shell(const std::string& line) { return run(folder.path(), "P=${KONTOR%/bin/*}; " + line); }
  // Where the packages and the unpacked tree lie.
  static constexpr const char* kPackages = "${P%/*/usr}";
  TemporaryFolder folder;
};

TEST_F(InstalledSdk, NeedsWhatPluginsAndTheirTestsAreBuiltWith) {
  const std::string fields = std::string("dpkg-deb -f ") + kPackages;

  EXPECT_THAT(shell(fields + "/kontor-sdk_*.deb Depends Recommends").output,
              AllOf(HasSubstr("g++"), HasSubstr("cmake"), HasSubstr("make | ninja-build"),
                    HasSubstr("nlohmann-json3-dev"), HasSubstr("libgtest-dev"),
                    HasSubstr("libssl-dev"), HasSubstr("gdb"), Not(HasSubstr("sqlite"))));
  EXPECT_THAT(shell(fields + "/kontor-host_*.deb Depends").output,
              AllOf(HasSubstr("kontor-runtime (= "), HasSubstr("libsqlite3")));
}

TEST_F(InstalledSdk, HoldsNoPathOfTheMachineThatBuiltIt) {
  EXPECT_EQ(shell("grep -r -l -F \"$(realpath $KONTOR_SOURCE)\" $P").output, "");
}

// As an author's own build does it: CMake alone, told nothing but the prefix.
TEST_F(InstalledSdk, BuildsAndTestsAPluginWithCMakeAlone) {
  const Ended built = shell(
      "$KONTOR new acme.maps --lang c && cmake -S maps -B maps/build -DCMAKE_PREFIX_PATH=$P && "
      "cmake --build maps/build && ctest --test-dir maps/build --output-on-failure && "
      "grep KontorSDK_DIR maps/build/CMakeCache.txt && $KONTOR pack maps");

  EXPECT_EQ(built.status, 0) << built.output;
  EXPECT_THAT(built.output,
              AllOf(HasSubstr("100% tests passed"), HasSubstr("root/usr/lib/cmake/KontorSDK"),
                    HasSubstr("packed acme.maps-0.1.0.kpkg")));
}

}  // namespace
}  // namespace kontor::cli
