#include "base/crypto/sealed_stream.hpp"

#include "base/crypto/hash.hpp"
#include "base/crypto/seal.hpp"

namespace kontor::crypto {

namespace {

constexpr std::string_view kStreamMagic = "kontor sealed stream 1\n";
constexpr std::size_t kSaltBytesOfStream = 32;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kSealedBytesMax = kSealedChunkBytes + 64;

std::string context_of(std::uint64_t chunk, bool last) {
  return std::to_string(chunk) + (last ? " last" : " more");
}

Error stream_refused(const char* why) { return Error{ErrorCode::untrusted, why}; }

}  // namespace

SealingWriter::SealingWriter(std::string_view key, Random& random, Sink sink)
    : salt_(random.bytes(kSaltBytesOfStream)),
      file_key_(hmac_sha256(key, salt_)),
      random_(random),
      sink_(std::move(sink)) {}

Status SealingWriter::put(bool last) {
  if (!begun_) {
    TRY(sink_(std::string(kStreamMagic) + salt_));
    begun_ = true;
  }
  const std::size_t size = std::min(pending_.size(), kSealedChunkBytes);
  const std::string sealed = seal(file_key_, std::string_view(pending_).substr(0, size),
                                  context_of(chunks_++, last), random_);
  std::string length;
  for (int shift = 24; shift >= 0; shift -= 8) {
    length += static_cast<char>((sealed.size() >> shift) & 0xff);
  }
  pending_.erase(0, size);
  return sink_(length + sealed);
}

// One chunk is always kept back, since only finish() knows which is the last.
Status SealingWriter::write(std::string_view plain) {
  pending_ += plain;
  while (pending_.size() > kSealedChunkBytes) TRY(put(/*last=*/false));
  return ok();
}

Status SealingWriter::finish() { return put(/*last=*/true); }

Result<std::string> OpeningReader::next_sealed() {
  const std::string head = TRY(source_(kLengthBytes));
  if (head.empty()) return std::string();
  if (head.size() != kLengthBytes) return stream_refused("the sealed stream is cut off");
  std::size_t size = 0;
  for (const char c : head) size = (size << 8) | static_cast<unsigned char>(c);
  if (size == 0 || size > kSealedBytesMax) return stream_refused("not a sealed stream");
  std::string sealed = TRY(source_(size));
  if (sealed.size() != size) return stream_refused("the sealed stream is cut off");
  return sealed;
}

Status OpeningReader::begin() {
  const std::string head = TRY(source_(kStreamMagic.size() + kSaltBytesOfStream));
  if (head.size() != kStreamMagic.size() + kSaltBytesOfStream || !head.starts_with(kStreamMagic)) {
    return stream_refused("not a sealed stream");
  }
  file_key_ = hmac_sha256(key_, std::string_view(head).substr(kStreamMagic.size()));
  ahead_ = TRY(next_sealed());
  begun_ = true;
  return ok();
}

Result<std::string> OpeningReader::read() {
  if (!begun_) TRY(begin());
  if (ended_) return std::string();
  const std::string sealed = std::move(ahead_);
  if (sealed.empty()) return stream_refused("the sealed stream is cut off");
  ahead_ = TRY(next_sealed());
  ended_ = ahead_.empty();
  std::string plain = TRY(open_sealed(file_key_, sealed, context_of(chunks_++, ended_)));
  if (plain.empty() && !ended_) return stream_refused("the sealed stream holds an empty chunk");
  return plain;
}

}  // namespace kontor::crypto
