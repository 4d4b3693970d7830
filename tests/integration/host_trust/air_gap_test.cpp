#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "tests/integration/host_trust/host_program.hpp"

namespace kontor::testing {
namespace {

// From here on this process and what it starts have a loopback and no other network.
bool leave_the_network() {
  const int wanted = ::geteuid() == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET;
  if (::unshare(wanted) != 0) return false;
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq loopback{};
  loopback.ifr_name[0] = 'l';
  loopback.ifr_name[1] = 'o';
  bool up = ::ioctl(socket, SIOCGIFFLAGS, &loopback) == 0;
  loopback.ifr_flags = static_cast<short>(loopback.ifr_flags | IFF_UP);
  up = up && ::ioctl(socket, SIOCSIFFLAGS, &loopback) == 0;
  ::close(socket);
  return up;
}

class AirGapTest : public HostProgramTest {
 protected:
  Arguments import_words() const {
    return {"import", place / "stick", "--market-root", site->root(), "--into", place / "mirror"};
  }
  // In a process of its own; ends it with 0 when all went well.
  void import_and_install() {
    if (!leave_the_network()) std::_Exit(10);
    const auto imported = run("kontor-bundle", import_words());
    if (imported.status != 0) {
      static_cast<void>(std::fputs(imported.output.c_str(), stderr));
      std::_Exit(11);
    }
    start_host({}, "file://" + (place / "mirror").string());
    const auto installed = install(kSteady);
    if (!installed) static_cast<void>(std::fputs(installed.error().message.c_str(), stderr));
    const bool running = installed && runs(kSteady);
    host.reset();
    std::_Exit(running ? 0 : 12);
  }
};

TEST_F(AirGapTest, ABundleCarriesAPluginToAHostWithoutANetwork) {
  release_steady("1.0.0");
  const auto exported =
      run("kontor-bundle", {"export", "--market", site->url(), "--market-root", site->root(),
                            "--plugin", kSteady, "--out", place / "exported"});
  ASSERT_EQ(exported.status, 0) << exported.output;
  std::filesystem::copy(place / "exported", place / "stick",
                        std::filesystem::copy_options::recursive);
  std::filesystem::rename(place / "market/tuf", place / "market/gone");

  EXPECT_EXIT(import_and_install(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace kontor::testing
