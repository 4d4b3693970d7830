#pragma once

#include <cstdint>

namespace kontor::runtime::sandbox {

inline constexpr std::uint64_t kMemoryBytesDefault = std::uint64_t{512} << 20;
inline constexpr std::uint32_t kThreadsDefault = 256;
inline constexpr std::uint64_t kThreadStackBytes = std::uint64_t{2} << 20;  // Set at birth.
inline constexpr std::uint64_t kStackBytesMax = std::uint64_t{8} << 20;     // First thread.

struct Limits {
  std::uint64_t memory_bytes;
  std::uint32_t threads_max;
  bool threads_counted_alone;  // In a user namespace of its own.
};

// What the plugin may use up of this machine. 0 or errno.
int put_up_limits(const Limits& limits);

}  // namespace kontor::runtime::sandbox
