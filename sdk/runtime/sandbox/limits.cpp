#include "sdk/runtime/sandbox/limits.hpp"

#include <sys/resource.h>

#include <cerrno>

namespace kontor::runtime::sandbox {
namespace {

// Address space is what the C library reserves for its heaps without using it, and what the
// host shares; real memory is bounded by RLIMIT_DATA.
constexpr rlim_t kReservedBytesMax = rlim_t{4} << 30;
constexpr rlim_t kDescriptorsMax = 256;
constexpr rlim_t kFileBytesMax = rlim_t{256} << 20;

}  // namespace

int put_up_limits(const Limits& limits) {
  struct Line {
    __rlimit_resource resource;
    rlim_t value;
  };
  const Line lines[] = {
      {RLIMIT_CORE, 0},
      {RLIMIT_DATA, limits.memory_bytes},
      {RLIMIT_AS, limits.memory_bytes + kReservedBytesMax},
      {RLIMIT_STACK, kStackBytesMax},
      {RLIMIT_NOFILE, kDescriptorsMax},
      {RLIMIT_FSIZE, kFileBytesMax},
      {RLIMIT_MEMLOCK, 0},
      {RLIMIT_MSGQUEUE, 0},
      {RLIMIT_SIGPENDING, kDescriptorsMax},
      {RLIMIT_RTPRIO, 0},
  };
  for (const Line& line : lines) {
    rlimit present{};
    if (::getrlimit(line.resource, &present) != 0) return errno;
    // The host's own limits may be narrower.
    const rlim_t value = line.value < present.rlim_max ? line.value : present.rlim_max;
    const rlimit wanted{value, value};
    if (::setrlimit(line.resource, &wanted) != 0) return errno;
  }
  // Elsewhere this counts every process of the user, the host's threads included.
  if (!limits.threads_counted_alone) return 0;
  const rlimit threads{limits.threads_max, limits.threads_max};
  return ::setrlimit(RLIMIT_NPROC, &threads) == 0 ? 0 : errno;
}

}  // namespace kontor::runtime::sandbox
