#include "sdk/runtime/sandbox/landlock.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime::sandbox {
namespace {

// The kernel's numbers, written out: the headers of Debian 12 know the first versions only.
// Each version of the interface added rights; a kernel refuses those it does not know.
struct Attributes {
  std::uint64_t files;    // Since 1.
  std::uint64_t network;  // Since 4.
  std::uint64_t scoped;   // Since 6.
};
struct __attribute__((packed)) PathBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};
constexpr unsigned kVersion = 1;     // LANDLOCK_CREATE_RULESET_VERSION
constexpr int kPathBeneathRule = 1;  // LANDLOCK_RULE_PATH_BENEATH

constexpr std::uint64_t kWriteFile = 2, kReadFile = 4, kReadFolder = 8, kRemoveFolder = 16,
                        kRemoveFile = 32, kMakeFolder = 128, kMakeFile = 256;
constexpr std::uint64_t kFirst = 0x1fff, kRefer = 1 << 13, kTruncate = 1 << 14, kDevices = 1 << 15;
constexpr std::uint64_t kBindAndConnect = 3, kSocketsAndSignals = 3;

std::uint64_t file_rights(long version) {
  std::uint64_t rights = kFirst;
  if (version >= 2) rights |= kRefer;
  if (version >= 3) rights |= kTruncate;
  if (version >= 5) rights |= kDevices;
  return rights;
}

}  // namespace

int put_up_landlock(int folder) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersion);
  if (version < 0) return errno;
  const Attributes attributes{.files = file_rights(version),
                              .network = version >= 4 ? kBindAndConnect : 0,
                              .scoped = version >= 6 ? kSocketsAndSignals : 0};
  const std::size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  const Descriptor rules(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
  if (!rules) return errno;
  if (folder >= 0) {
    constexpr std::uint64_t kOwn = kWriteFile | kReadFile | kReadFolder | kRemoveFolder |
                                   kRemoveFile | kMakeFolder | kMakeFile | kRefer | kTruncate;
    const PathBeneath own{.allowed = kOwn & attributes.files, .parent = folder};
    if (::syscall(SYS_landlock_add_rule, rules.get(), kPathBeneathRule, &own, 0) != 0) return errno;
  }
  return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0 ? 0 : errno;
}

}  // namespace kontor::runtime::sandbox
