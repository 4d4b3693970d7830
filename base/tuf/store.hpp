#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/tuf/parse_memory.hpp"
#include "base/tuf/refusal.hpp"

namespace kontor::tuf {

// The folder of trusted metadata: root.json, timestamp.json, snapshot.json, targets.json and
// <role percent-encoded>.json, the very bytes that were accepted. Each file is replaced in one
// step that survives a power cut. One thread.
class Store {
 public:
  explicit Store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Keeps other processes (and other Store objects) out while it lives.
  class Lock {
   public:
    explicit Lock(int descriptor) : descriptor_(descriptor) {}
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    int descriptor_;
  };
  // Makes the folder if it is missing and waits up to `wait_ms` for its lock.
  Verdict<std::unique_ptr<Lock>> lock(int wait_ms = 30000);

  std::optional<std::string> load(const std::string& role) const;  // Nothing: absent or unreadable.
  Verdict<> save(const std::string& role, std::string_view bytes);
  Verdict<> remove(const std::string& role);

  // What was parsed of these files; lasts as long as this object.
  ParseMemory& memory() { return memory_; }

 private:
  // What a killed process was writing; the holder of the lock knows that nobody still is.
  void remove_unfinished() const;
  std::filesystem::path file(const std::string& role) const;

  std::filesystem::path folder_;
  ParseMemory memory_;
};

}  // namespace kontor::tuf
