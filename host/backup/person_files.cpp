#include "host/backup/person_files.hpp"

#include <fstream>

#include "base/crypto/sealed_stream.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kPersonPieceBytes = std::size_t{1} << 20;

Error cannot_copy(const std::filesystem::path& file) {
  return Error{ErrorCode::unavailable, "cannot write " + file.string() + ": is the disk full?"};
}

Result<std::string> piece_of(std::ifstream& input, std::size_t most) {
  std::string bytes(most, '\0');
  input.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(input.gcount()));
  return bytes;
}

}  // namespace

Result<bool> seal_person_file(const std::filesystem::path& file, const std::string& key,
                              const std::filesystem::path& sealed, Random& random) {
  std::ifstream input(file, std::ios::binary);
  if (!input) return false;
  std::ofstream output(sealed, std::ios::binary | std::ios::trunc);
  crypto::SealingWriter writer(key, random, [&](std::string_view bytes) -> Status {
    output.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (output) return ok();
    return cannot_copy(sealed);
  });
  for (bool more = true; more;) {
    const std::string piece = TRY(piece_of(input, kPersonPieceBytes));
    more = !piece.empty();
    TRY(writer.write(piece));
  }
  TRY(writer.finish());
  output.flush();
  if (!output) return cannot_copy(sealed);
  return true;
}

Status open_person_file(const std::filesystem::path& sealed, const std::string& key,
                        const std::filesystem::path& to) {
  std::ifstream input(sealed, std::ios::binary);
  std::ofstream output(to, std::ios::binary | std::ios::trunc);
  crypto::OpeningReader reader(key, [&](std::size_t most) { return piece_of(input, most); });
  for (;;) {
    const std::string plain = TRY(reader.read());
    if (plain.empty()) break;
    output.write(plain.data(), static_cast<std::streamsize>(plain.size()));
  }
  output.flush();
  if (!output) return cannot_copy(to);
  std::error_code problem;
  std::filesystem::permissions(
      to, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, problem);
  return ok();
}

}  // namespace kontor::host
