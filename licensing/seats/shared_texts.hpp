#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

namespace kontor::licensing {

// Texts that many keep and few differ: each is in memory once, as long as somebody keeps it.
// One thread at a time.
class SharedTexts {
 public:
  // Owned here until it was dropped as often as it was kept.
  const std::string* keep(const std::string& text) {
    auto& [kept, count] = *kept_.try_emplace(text, 0).first;
    ++count;
    return &kept;
  }
  void drop(const std::string* text) {
    const auto found = kept_.find(*text);
    if (--found->second == 0) kept_.erase(found);
  }

 private:
  std::unordered_map<std::string, std::size_t> kept_;
};

}  // namespace kontor::licensing
