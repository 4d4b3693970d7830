#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/http/response_writer.hpp"

namespace kontor::http {

struct ByteRange {
  std::int64_t begin = 0;
  std::int64_t count = 0;
};

// RFC 9110 section 14.1.2. One range only: a list or a unit we do not know is ignored
// (nothing returned); a range outside the file is an error.
Result<std::optional<ByteRange>> parse_range(std::string_view header, std::int64_t size);

// Media type by file name extension; application/octet-stream for others.
std::string_view media_type(const std::filesystem::path& path);

// Sends Response::file. A file that cannot be opened is answered with 404.
Status write_file_answer(Wire& wire, const Request& request, Response& response,
                         const WriteOptions& options);

}  // namespace kontor::http
