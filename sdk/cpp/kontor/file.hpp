#pragma once

#include <algorithm>
#include <kontor/base64.hpp>
#include <kontor/host.hpp>
#include <string>
#include <string_view>
#include <utility>

// Whole files over file.put and file.get, which carry at most 1 MiB at a time.
namespace kontor {

inline constexpr std::size_t kFilePieceBytes = std::size_t{1} << 20;

// Stores `bytes`; of `file` name, content_type, record and person count. Returns the file's id.
inline std::string put_file(const Host& host, op::FilePutRequest file, std::string_view bytes) {
  file.file.reset();
  std::size_t at = 0;
  do {
    const std::string_view piece = bytes.substr(at, kFilePieceBytes);
    file.offset = static_cast<std::int64_t>(at);
    file.data = to_base64(piece);
    at += piece.size();
    file.last = at == bytes.size();
    file.file = host.file_put(file).file;
  } while (at < bytes.size());
  return *file.file;
}

// Calls `take(bytes)` for the pieces of a file, in order.
template <typename Take>
void get_file(const Host& host, const std::string& file, Take take) {
  std::int64_t at = 0;
  bool last = false;
  while (!last) {
    const auto piece = host.file_get({.file = file, .offset = at});
    const std::string bytes = from_base64(piece.data);
    take(std::string_view(bytes));
    at += static_cast<std::int64_t>(bytes.size());
    last = piece.last || bytes.empty();
  }
}

}  // namespace kontor
