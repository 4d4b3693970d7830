#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "base/http/wire.hpp"

namespace kontor::http {

// Takes the next part of a body; an error stops the reading.
using BodySink = std::function<Status(std::string_view)>;

// Reads exactly `length` bytes.
Status read_sized(Wire& wire, std::uint64_t length, Deadline deadline, const BodySink& sink);

// Reads a chunked body (RFC 9112 section 7.1) with its trailer, which is dropped. Chunk
// extensions are limited and ignored. A malformed chunk is a refusal with status 400.
Status read_chunked(Wire& wire, Deadline deadline, const BodySink& sink);

}  // namespace kontor::http
