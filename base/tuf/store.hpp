#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/tuf/refusal.hpp"

namespace kontor::tuf {

// The folder of trusted metadata: root.json, timestamp.json, snapshot.json, targets.json and
// <role percent-encoded>.json, the very bytes that were accepted. Each file is replaced in one
// step that survives a power cut. A lock file keeps a second process out for as long as this
// object lives. One thread.
class Store {
 public:
  // Makes the folder if it is missing and waits up to `wait_ms` for its lock.
  static Verdict<Store> open(const std::filesystem::path& folder, int wait_ms = 10000);

  std::optional<std::string> load(const std::string& role) const;  // Nothing: absent or unreadable.
  Verdict<> save(const std::string& role, std::string_view bytes);
  Verdict<> remove(const std::string& role);

 private:
  struct Lock;
  Store(std::filesystem::path folder, std::shared_ptr<Lock> lock);
  std::filesystem::path file(const std::string& role) const;

  std::filesystem::path folder_;
  std::shared_ptr<Lock> lock_;  // Shared by copies of this value.
};

}  // namespace kontor::tuf
