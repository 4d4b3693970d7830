#include "base/tlog/hash.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::tlog {
namespace {

Hash digest_of(std::string_view bytes) {
  const std::string digest = crypto::sha256(bytes);
  Hash hash;
  std::ranges::copy(digest, hash.bytes.begin());
  return hash;
}

}  // namespace

Result<Hash> hash_from_bytes(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.bytes.size())
    return Error{ErrorCode::invalid_argument, "a hash is 32 bytes long"};
  std::ranges::copy(bytes, hash.bytes.begin());
  return hash;
}

Result<Hash> hash_from_base64(std::string_view text) {
  const std::string bytes = TRY(base64_decode(text));
  return hash_from_bytes(bytes);
}

std::string to_base64(const Hash& hash) { return base64_encode(hash.view()); }

Hash leaf_hash(std::string_view entry) {
  std::string bytes;
  bytes.reserve(entry.size() + 1);
  bytes.push_back('\0');
  bytes.append(entry);
  return digest_of(bytes);
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<char, 65> bytes{};
  bytes[0] = '\x01';
  std::ranges::copy(left.bytes, bytes.begin() + 1);
  std::ranges::copy(right.bytes, bytes.begin() + 33);
  return digest_of({bytes.data(), bytes.size()});
}

Hash empty_root() { return digest_of({}); }

}  // namespace kontor::tlog
