#pragma once

#include <cstddef>

namespace kontor::tuf {

// What a repository may make a client read and do.
inline constexpr std::size_t kRootBytesMax = std::size_t{512} << 10;
inline constexpr std::size_t kTimestampBytesMax = std::size_t{16} << 10;
inline constexpr std::size_t kSnapshotBytesMax = std::size_t{16} << 20;
inline constexpr std::size_t kTargetsBytesMax = std::size_t{16} << 20;
inline constexpr int kJsonDepthMax = 24;
inline constexpr int kRootRotationsMax = 256;       // New roots in one refresh.
inline constexpr int kDelegationVisitsMax = 64;     // Roles visited for one target.
inline constexpr int kListedBinBitsMax = 5;         // Of bins that a listing visits, all of them.
inline constexpr std::size_t kKeysMax = 4096;       // In one document.
inline constexpr std::size_t kSignaturesMax = 256;  // In one document.
inline constexpr std::size_t kRoleNameBytesMax = 200;  // Percent-encoded.
inline constexpr std::size_t kTargetPathBytesMax = 1024;

}  // namespace kontor::tuf
