#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/document/offline.hpp"

namespace kontor::licensing {

// What a device must know of the files it sent over an air gap: the requests that wait for their
// answer, and the returns it signed, so that a lost file is made again word for word.
struct OfflineMemory {
  std::vector<OfflineRequest> requests = {};   // At most kRequestsMax; the newest last.
  std::map<std::string, std::string> returns;  // By licence id and subject.

  static constexpr std::size_t kRequestsMax = 50;
  static constexpr std::size_t kReturnsMax = 200;

  // The same wish that still waits; null if there is none.
  const OfflineRequest* find(const OfflineRequest& wish) const;
  // Puts a new one down; those that can no longer be answered go.
  void add(const OfflineRequest& request, TimeMs now_ms);
  void forget(std::string_view nonce);
};

// What stands in offline.json; refused unless it is whole and within its limits.
Result<OfflineMemory> parse_offline_memory(std::string_view text, const OfflineRequest& device);

// offline.json, for its owner only (0600). `device` has the key, id and machine of whoever reads.
// A file that is not there is an empty memory; a damaged one is refused.
Result<OfflineMemory> read_offline_memory(const std::filesystem::path& file,
                                          const OfflineRequest& device);
Status write_offline_memory(const std::filesystem::path& file, const OfflineMemory& memory);

}  // namespace kontor::licensing
