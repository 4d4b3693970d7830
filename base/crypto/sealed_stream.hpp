#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::crypto {

// Authenticated encryption of streams of any length in bounded memory. Bytes on the wire:
//
//   "kontor sealed stream 1\n" | 32 bytes of salt | chunk | chunk …
//   chunk = length of what follows (4 bytes, big endian) | seal(file key, plain, context)
//
// with file key = HMAC-SHA-256(key, salt) and context = "N last" or "N more" for the N-th chunk,
// from 0: so that chunks cannot be cut off, left out, doubled or moved. Chunks hold 64 KiB but
// the last, which may be empty. One thread at a time.

inline constexpr std::size_t kSealedChunkBytes = 65536;

class SealingWriter {
 public:
  using Sink = std::function<Status(std::string_view)>;
  // `key` has 32 bytes. The stream counts only once finish() succeeded.
  SealingWriter(std::string_view key, Random& random, Sink sink);
  Status write(std::string_view plain);
  Status finish();

 private:
  Status put(bool last);

  std::string salt_;
  std::string file_key_;
  Random& random_;
  Sink sink_;
  std::string pending_;
  std::uint64_t chunks_ = 0;
  bool begun_ = false;
};

class OpeningReader {
 public:
  // Gives up to `most` bytes; fewer only at the end.
  using Source = std::function<Result<std::string>(std::size_t most)>;
  OpeningReader(std::string_view key, Source source) : key_(key), source_(std::move(source)) {}
  // The next bytes, "" once at the end. untrusted for another key and for anything changed, cut
  // off or added; what was given before that is right.
  Result<std::string> read();

 private:
  Status begin();
  Result<std::string> next_sealed();

  std::string key_;
  Source source_;
  std::string file_key_;
  std::string ahead_;  // The chunk after the one given next.
  std::uint64_t chunks_ = 0;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace kontor::crypto
