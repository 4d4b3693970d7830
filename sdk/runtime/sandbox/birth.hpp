#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kontor::runtime::sandbox {

// The first words between host and runner, on a socket pair of their own and before a byte
// of plugin code: one Order down, one Reply up, then the pair is closed. Both programs come
// from one installation; `bytes` tells a mixed one.

// Descriptors of a runner at birth.
inline constexpr int kChannel = 3;      // What host and plugin ask each other.
inline constexpr int kPlugin = 4;       // The sealed plugin file.
inline constexpr int kBackground = 5;   // A second channel, if the host gives one.
inline constexpr int kBirthSocket = 6;  // Closed before plugin code runs.

// In the order of the report.
enum class Layer : std::uint8_t {
  elf_check,
  sealed_file,
  user_namespace,
  network_namespace,
  pid_namespace,
  ipc_namespace,
  mount_namespace,
  no_new_privileges,
  landlock,
  seccomp_before_load,
  seccomp_after_load,
  resource_limits,
  memory_cgroup,
};
inline constexpr std::size_t kLayers = 13;

inline constexpr std::size_t kDataFolderBytesMax = 1024;

struct Order {
  std::uint32_t bytes = sizeof(Order);
  std::uint32_t change_user = 0;  // 1: become `user` and `group`, leaving every other group.
  std::uint32_t user = 0;
  std::uint32_t group = 0;
  std::uint32_t namespaces = 0;  // CLONE_NEW… flags it was born with.
  std::uint32_t libraries = 0;   // Bits of kPreloaded that the plugin needs.
  std::uint32_t threads_max = 0;
  std::uint32_t rehearsal = 0;  // 1: put up every layer, reply and exit.
  std::uint64_t memory_bytes = 0;
  std::array<char, kDataFolderBytesMax> data_folder{};  // Ends with NUL; empty: none.
};

// What the runner says of one layer: 0 holds, otherwise the errno of the attempt.
using LayerErrors = std::array<std::int32_t, kLayers>;

struct Reply {
  std::uint32_t bytes = sizeof(Reply);
  std::int32_t failed_error = 0;  // Not 0: without this step nothing is safe, and …
  std::array<char, 64> failed{};  // … this is its name; the runner has ended.
  LayerErrors layers{};
};

// Libraries beside libc that check_needed() lets a plugin need. The runner loads them
// itself while it can still open files; afterwards the plugin's need is met by name.
inline constexpr std::array kPreloaded = {"libm.so.6", "libpthread.so.0", "libdl.so.2",
                                          "librt.so.1"};

}  // namespace kontor::runtime::sandbox
