#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::host {

// The last lines a plugin logged, for its page and for the report of a crash. Any thread.
class RecentLog {
 public:
  static constexpr std::size_t kLinesMax = 100;
  static constexpr std::size_t kLineBytesMax = 2000;

  void add(TimeMs at_ms, std::string_view level, std::string_view text) {
    // Cut between characters: the lines are JSON one day.
    std::size_t size = text.size() < kLineBytesMax ? text.size() : kLineBytesMax;
    while (size > 0 && size < text.size() &&
           (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U)
      --size;
    const std::lock_guard lock(mutex_);
    if (lines_.size() == kLinesMax) lines_.pop_front();
    lines_.push_back({at_ms, std::string(level), std::string(text.substr(0, size))});
  }

  // [{"at","level","text"}], oldest first, at most `count`.
  Json last(std::size_t count) const {
    const std::lock_guard lock(mutex_);
    Json lines = Json::array();
    for (std::size_t index = lines_.size() > count ? lines_.size() - count : 0;
         index < lines_.size(); ++index)
      lines.push_back({{"at", to_rfc3339(lines_[index].at_ms)},
                       {"level", lines_[index].level},
                       {"text", lines_[index].text}});
    return lines;
  }

 private:
  struct Line {
    TimeMs at_ms;
    std::string level;
    std::string text;
  };
  mutable std::mutex mutex_;
  std::deque<Line> lines_;
};

}  // namespace kontor::host
