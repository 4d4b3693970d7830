#pragma once

#include <atomic>
#include <filesystem>

#include "base/core/clock.hpp"

namespace kontor::marketplace {

// A clock that is never earlier than the latest time this host has verified something at, kept
// in `file`, so that a wall clock set back makes nothing that has expired fresh again. If a
// clock once ran ahead, an administrator removes the file. Any thread.
class KeptTime final : public Clock {
 public:
  KeptTime(const Clock& clock, std::filesystem::path file);
  TimeMs now_ms() const override;
  std::int64_t monotonic_ms() const override { return clock_.monotonic_ms(); }

  // Something verified just now.
  void keep();
  // How far the wall clock is behind the latest known time; 0: it is not.
  std::int64_t behind_ms() const;
  const std::filesystem::path& file() const { return file_; }

 private:
  const Clock& clock_;
  std::filesystem::path file_;
  std::atomic<TimeMs> latest_ms_ = 0;
};

}  // namespace kontor::marketplace
