#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/tlog/tiles.hpp"

namespace kontor::marketplace {

// Where each entry lies in its bundle, so that a proof reads one entry and not 256: 4 bytes an
// entry, in memory. Not thread-safe.
class EntryPlaces {
 public:
  struct Place {
    std::uint32_t begin;  // Of the entry's length, two bytes before the entry.
    std::uint32_t end;
  };

  void append(std::size_t entry_bytes) {
    ends_.push_back(begin(ends_.size()) + kLengthBytes + static_cast<std::uint32_t>(entry_bytes));
  }
  // Forgets the entries from `size` on.
  void shrink(std::uint64_t size) { ends_.resize(size); }
  std::uint64_t size() const { return ends_.size(); }
  Place operator[](std::uint64_t index) const { return {begin(index), ends_[index]}; }

  static constexpr std::uint32_t kLengthBytes = 2;

 private:
  std::uint32_t begin(std::uint64_t index) const {
    return index % tlog::kTileWidth == 0 ? 0 : ends_[index - 1];
  }

  std::vector<std::uint32_t> ends_;
};

}  // namespace kontor::marketplace
