#include "marketplace/client/verified_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/core/bytes.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kIncoming = ".incoming-";

Error refused(const char* code, const std::string& why) {
  return {ErrorCode::untrusted, "download refused: " + why, kontor::to_text({{"code", code}})};
}

Error failed(const std::string& what) {
  return {ErrorCode::unavailable, what + ": " + std::strerror(errno)};
}

// A download in progress is locked by the process that makes it, so an unlocked one is nobody's.
void remove_abandoned(const std::filesystem::path& staging) {
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(staging, code)) {
    if (!entry.path().filename().string().starts_with(kIncoming)) continue;
    const int descriptor = open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) continue;
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) unlink(entry.path().c_str());
    close(descriptor);
  }
}

}  // namespace

FileHashes::FileHashes(const tuf::Hashes& expected) : expected_(expected) {
  using Algorithm = crypto::Hasher::Algorithm;
  if (expected.contains("sha256")) hashers_.emplace("sha256", Algorithm::sha256);
  if (expected.contains("sha512")) hashers_.emplace("sha512", Algorithm::sha512);
}

void FileHashes::update(std::string_view bytes) {
  for (auto& [algorithm, hasher] : hashers_) hasher.update(bytes);
}

std::string FileHashes::mismatch() {
  if (hashers_.empty()) return "no hash of a known algorithm is signed";
  for (auto& [algorithm, hasher] : hashers_)
    if (hex_encode(hasher.finish()) != expected_.at(algorithm))
      return "its " + algorithm + " is not the signed one";
  return {};
}

Result<std::unique_ptr<VerifiedFile>> VerifiedFile::create(const std::filesystem::path& staging,
                                                           const tuf::TargetFile& expected) {
  remove_abandoned(staging);
  while (true) {
    std::string temporary = (staging / (std::string(kIncoming) + "XXXXXX")).string();
    const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0) return failed("cannot write in " + staging.string());
    struct stat facts {};
    // Between the two calls another process may have taken it for abandoned.
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 && fstat(descriptor, &facts) == 0 &&
        facts.st_nlink > 0)
      return std::make_unique<VerifiedFile>(temporary, descriptor, expected);
    close(descriptor);
  }
}

VerifiedFile::VerifiedFile(std::filesystem::path temporary, int descriptor,
                           const tuf::TargetFile& expected)
    : temporary_(std::move(temporary)),
      descriptor_(descriptor),
      expected_(expected),
      hashes_(expected.hashes) {}

VerifiedFile::~VerifiedFile() {
  close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

Status VerifiedFile::append(std::string_view bytes) {
  length_ += static_cast<std::int64_t>(bytes.size());
  if (length_ > expected_.length)
    return refused("length_mismatch",
                   "more bytes than the signed " + std::to_string(expected_.length));
  hashes_.update(bytes);
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("cannot write the download");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ok();
}

Status VerifiedFile::check() {
  if (length_ != expected_.length)
    return refused("length_mismatch", std::to_string(length_) + " bytes where " +
                                          std::to_string(expected_.length) + " are signed");
  const std::string wrong = hashes_.mismatch();
  return wrong.empty() ? ok() : refused("hash_mismatch", wrong);
}

Status VerifiedFile::commit(const std::filesystem::path& place) {
  TRY(check());
  if (fchmod(descriptor_, 0644) != 0 || fsync(descriptor_) != 0)
    return failed("cannot keep the download");
  if (rename(temporary_.c_str(), place.c_str()) != 0)
    return failed("cannot move the download to " + place.string());
  temporary_.clear();
  const std::filesystem::path folder = place.has_parent_path() ? place.parent_path() : ".";
  const int parent = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = parent >= 0 && fsync(parent) == 0;
  if (parent >= 0) close(parent);
  return synced ? ok() : failed("cannot sync " + folder.string());
}

}  // namespace kontor::marketplace
