#include "sdk/runtime/sealed_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

namespace kontor::runtime {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{256} << 10;

// MFD_EXEC says on newer kernels that this memory may be mapped to run.
Descriptor make_memory() {
  constexpr unsigned int kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  Descriptor memory(::memfd_create("kontor-plugin", kFlags | MFD_EXEC));
  if (!memory && errno == EINVAL) memory = Descriptor(::memfd_create("kontor-plugin", kFlags));
  return memory;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Result<SealedFile> SealedFile::copy(const std::filesystem::path& file,
                                    std::string_view sha256_hex) {
  const Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!source)
    return Error{ErrorCode::not_found, "the plugin's file " + file.string() + " cannot be opened"};
  Descriptor memory = make_memory();
  if (!memory) return Error{ErrorCode::internal, "no memory file for the plugin (memfd_create)"};

  crypto::Sha256 hash;
  std::size_t size = 0;
  std::vector<char> piece(kPieceBytes);
  while (true) {
    const ssize_t count = ::read(source.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{ErrorCode::unavailable, "the plugin's file cannot be read"};
    if (count == 0) break;
    const std::string_view part(piece.data(), static_cast<std::size_t>(count));
    size += part.size();
    if (size > kPluginBytesMax) return Error{ErrorCode::exhausted, "the plugin's file is too long"};
    hash.update(part);
    if (!write_all(memory.get(), part))
      return Error{ErrorCode::exhausted, "no memory for a copy of the plugin's file"};
  }
  const std::string found = hex_encode(hash.finish());
  if (found != sha256_hex)
    return Error{ErrorCode::untrusted, "the plugin's file " + file.filename().string() +
                                           " has changed: its SHA-256 is " + found +
                                           ", installed was " + std::string(sha256_hex)};
  if (::fcntl(memory.get(), F_ADD_SEALS,
              F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return Error{ErrorCode::internal, "the copy of the plugin's file cannot be sealed"};
  void* mapped =
      size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, memory.get(), 0);
  if (mapped == nullptr || mapped == MAP_FAILED)
    return Error{ErrorCode::invalid_argument, "the plugin's file is empty"};
  return SealedFile(std::move(memory), {static_cast<const char*>(mapped), size});
}

SealedFile::SealedFile(SealedFile&& other) noexcept
    : memory_(std::move(other.memory_)), bytes_(std::exchange(other.bytes_, {})) {}

SealedFile::~SealedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace kontor::runtime
