#include "host/access/secret_file.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kSealKeyBytes = 32;

}  // namespace

Result<std::string> read_secret_file(const std::filesystem::path& file, std::size_t bytes_max) {
  using std::filesystem::perms;
  std::error_code problem;
  const auto mode = std::filesystem::status(file, problem).permissions();
  if (!problem && (mode & (perms::group_all | perms::others_all)) != perms::none) {
    return Error{ErrorCode::forbidden, file.string() + " may be read by others; chmod 600"};
  }
  return read_file(file, bytes_max);
}

Result<std::string> load_or_create_key(const std::filesystem::path& file, Random& random) {
  if (!std::filesystem::exists(file)) {
    TRY(write_file(file, hex_encode(random.bytes(kSealKeyBytes)) + "\n", FileMode::secret));
  }
  std::string text = TRY(read_secret_file(file, 2 * kSealKeyBytes + 2));
  while (text.ends_with('\n')) text.pop_back();
  const auto key = hex_decode(text);
  if (!key || key->size() != kSealKeyBytes) {
    return Error{ErrorCode::invalid_argument, file.string() + " holds no key of 32 bytes"};
  }
  return *key;
}

}  // namespace kontor::host
