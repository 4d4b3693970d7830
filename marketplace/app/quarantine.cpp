#include "marketplace/app/quarantine.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::marketplace {

Result<FileDigest> digest_of(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) return Error{ErrorCode::invalid_argument, "there is no package in the request"};
  crypto::Sha256 hash;
  FileDigest digest;
  constexpr std::size_t kPiece = std::size_t{1} << 16;
  std::vector<char> piece(kPiece);
  while (input.read(piece.data(), static_cast<std::streamsize>(piece.size())), input.gcount() > 0) {
    digest.length += input.gcount();
    hash.update({piece.data(), static_cast<std::size_t>(input.gcount())});
  }
  if (input.bad()) return Error{ErrorCode::internal, "the received package cannot be read"};
  if (digest.length > static_cast<std::int64_t>(kPackageBytesMax))
    return Error{ErrorCode::exhausted, "a package has at most 100 MiB"};
  digest.sha256 = hex_encode(hash.finish());
  return digest;
}

std::filesystem::path quarantined_file(const Market& market, const Upload& upload) {
  return market.quarantine / (upload.operation_id + ".kpkg");
}

Status take_into_quarantine(const Market& market, const Upload& upload,
                            const std::filesystem::path& file) {
  std::error_code failed;
  std::filesystem::rename(file, quarantined_file(market, upload), failed);
  if (failed) return Error{ErrorCode::internal, "no place in quarantine: " + failed.message()};
  const int folder = ::open(market.quarantine.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!synced) return Error{ErrorCode::internal, "the quarantine folder cannot be synced"};
  return ok();
}

void leave_quarantine(const Market& market, const Upload& upload) {
  std::error_code ignored;  // A file left behind costs room and nothing else.
  std::filesystem::remove(quarantined_file(market, upload), ignored);
}

}  // namespace kontor::marketplace
