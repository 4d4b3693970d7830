#include "base/core/service_manager.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

namespace kontor {
namespace {

// As systemd listens.
class ServiceManagerTest : public ::testing::Test {
 protected:
  ServiceManagerTest() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data(), name_.size());
    const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name_.size());
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), bytes), 0);
  }
  ~ServiceManagerTest() override {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  std::string heard() const {
    std::array<char, 64> text{};
    const ssize_t size = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
  }

  const std::string name_ = "kontor-test-" + std::to_string(::getpid());
  const int socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

TEST_F(ServiceManagerTest, HearsThatTheServiceIsReady) {
  ::setenv("NOTIFY_SOCKET", ("@" + name_).c_str(), /*overwrite=*/1);

  tell_service_manager("READY=1");

  EXPECT_EQ(heard(), "READY=1");
}

TEST_F(ServiceManagerTest, HearsNothingItDidNotAskFor) {
  ::unsetenv("NOTIFY_SOCKET");

  tell_service_manager("READY=1");

  EXPECT_EQ(heard(), "");
}

}  // namespace
}  // namespace kontor
