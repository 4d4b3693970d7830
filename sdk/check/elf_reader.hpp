#pragma once

#include <elf.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::check {

// Bounded reads from a shared library by the addresses its program headers give.
class ElfReader {
 public:
  struct Header {
    std::uint32_t type = 0, flags = 0;
    std::uint64_t place = 0;  // Of the header itself in the file.
    bool is_code() const { return type == PT_LOAD && (flags & PF_X) != 0; }
    bool is_writable() const { return (flags & PF_W) != 0; }
  };

  // Borrows `bytes`. invalid_argument unless it is a 64-bit little-endian shared library
  // with a dynamic section.
  static Result<ElfReader> open(std::string_view bytes);

  const std::vector<Header>& headers() const { return headers_; }
  std::uint64_t dynamic() const { return dynamic_; }  // Address of the dynamic section.

  // Where the byte at `address` lies in the file.
  std::optional<std::uint64_t> offset(std::uint64_t address) const;

  template <typename T>
  std::optional<T> read(std::uint64_t address) const {
    const auto at = offset(address);
    if (!at || bytes_.size() - *at < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes_.data() + *at, sizeof(T));
    return value;
  }

  // Zero-terminated text, printable: other bytes become '?'. Empty outside the file.
  std::string text(std::uint64_t address) const;

 private:
  struct Segment {
    std::uint64_t address, size, place;
  };
  std::string_view bytes_;
  std::vector<Header> headers_;
  std::vector<Segment> segments_;
  std::uint64_t dynamic_ = 0;
};

}  // namespace kontor::check
