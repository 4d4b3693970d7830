#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "sdk/runtime/descriptor.hpp"
#include "sdk/runtime/sandbox/new_process.hpp"
#include "tests/hostile/walls/attempts.hpp"

namespace kontor::runtime {
namespace {

struct Pair {
  Descriptor own, given;
};
Pair socket_pair() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

class NamespacesAlone : public ::testing::Test {
 protected:
  void SetUp() override {
    listener = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof any;
    ASSERT_EQ(::bind(listener.get(), reinterpret_cast<sockaddr*>(&any), size), 0);
    ASSERT_EQ(::listen(listener.get(), 1), 0);
    ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&any), &size), 0);
    attempts.port = ntohs(any.sin_port);
    attempts.host = ::getpid();
    attempts.shared_memory = ::shmget(IPC_PRIVATE, 4096, 0666);
    folder = std::filesystem::temp_directory_path() / "kontor-mount-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    std::ofstream(folder + "/seen") << "by the host";
    folder.copy(attempts.folder, sizeof attempts.folder - 1);
    try_all();
  }
  void TearDown() override {
    ::shmctl(attempts.shared_memory, IPC_RMID, nullptr);
    std::filesystem::remove_all(folder);
  }

  // Runs the probe in as many namespaces as there are here.
  void try_all() {
    const auto probe =
        std::filesystem::canonical("/proc/self/exe").parent_path() / "namespace_probe";
    Pair channel = socket_pair();
    Pair birth = socket_pair();
    const auto made =
        sandbox::execute(probe, {.channel = channel.given.get(), .birth = birth.given.get()});
    ASSERT_TRUE(made) << made.error().message;
    channel.given = Descriptor();
    namespaces = made->namespaces;
    EXPECT_EQ(::send(birth.own.get(), &attempts, sizeof attempts, MSG_NOSIGNAL),
              static_cast<ssize_t>(sizeof attempts));
    EXPECT_EQ(::read(channel.own.get(), &outcomes, sizeof outcomes),
              static_cast<ssize_t>(sizeof outcomes));
    while (::waitpid(made->pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  bool in(unsigned space) const { return (namespaces & space) != 0; }

  Attempts attempts;
  Descriptor listener;
  std::string folder;
  unsigned namespaces = 0;
  Outcomes outcomes;
};

// Each where this machine has it; the report of a plugin says where it has not.
TEST_F(NamespacesAlone, OfProcessesHideTheHost) {
  if (!in(CLONE_NEWPID)) return;
  EXPECT_EQ(outcomes.own_process_id, 1);
  EXPECT_EQ(outcomes.signal_host, ESRCH);
}

TEST_F(NamespacesAlone, OfSharedMemoryHideTheHosts) {
  if (!in(CLONE_NEWIPC)) return;
  EXPECT_EQ(outcomes.see_shared_memory, EINVAL);
}

TEST_F(NamespacesAlone, OfTheNetworkReachNothing) {
  if (!in(CLONE_NEWNET)) return;
  EXPECT_EQ(outcomes.reach_port, ENETUNREACH);
}

TEST_F(NamespacesAlone, OfUsersGiveNoRightOverTheMachine) {
  if (!in(CLONE_NEWUSER)) return;
  EXPECT_EQ(outcomes.rename_machine, EPERM);
}

TEST_F(NamespacesAlone, OfMountsChangeNothingOutside) {
  if (!in(CLONE_NEWNS)) return;
  EXPECT_EQ(outcomes.mount_over, 0);  // Its own affair …
  EXPECT_TRUE(std::filesystem::exists(folder + "/seen"));
}

}  // namespace
}  // namespace kontor::runtime
