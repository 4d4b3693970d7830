#include "host/backup/change_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/crypto/hash.hpp"
#include "base/crypto/seal.hpp"

namespace kontor::host {

namespace {

constexpr std::string_view kChangesMagic = "kontor changes 1\n";
constexpr std::size_t kSaltBytes = 32;
constexpr std::size_t kPieceBytesMax = std::size_t{256} << 20;
constexpr std::size_t kSealBytes = 28;  // Nonce and tag.
constexpr const char* kChangesBegin = "changes-";
constexpr const char* kChangesEnd = ".kchanges";

std::string context_of_piece(std::uint64_t number) { return "changes " + std::to_string(number); }

Error changed_file() {
  return Error{ErrorCode::untrusted,
               "a file of the log of changes was changed, or the key is another one"};
}

// Up to `most` bytes; fewer at the end.
std::string read_some(std::ifstream& input, std::size_t most) {
  std::string bytes(most, '\0');
  input.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(input.gcount()));
  return bytes;
}

Json header_json(const ChangeHeader& header) {
  return {{"line", header.line},
          {"schema", header.schema},
          {"from", header.from},
          {"at_ms", header.at_ms}};
}

Result<ChangeHeader> parse_header(const std::string& text) {
  const Json json = TRY(parse_json(text));
  ChangeHeader header;
  header.line = TRY(json_text(json, "line"));
  header.schema = TRY(json_text(json, "schema"));
  header.from = TRY(json_integer(json, "from"));
  header.at_ms = TRY(json_integer(json, "at_ms"));
  return header;
}

}  // namespace

Result<std::unique_ptr<ChangeFile>> ChangeFile::create(const std::filesystem::path& file,
                                                       const std::string& key, Random& random,
                                                       const ChangeHeader& header) {
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error{errno == EEXIST ? ErrorCode::conflict : ErrorCode::unavailable,
                 "cannot make " + file.string()};
  }
  const std::string salt = random.bytes(kSaltBytes);
  std::unique_ptr<ChangeFile> made(
      new ChangeFile(descriptor, crypto::hmac_sha256(key, salt), random));
  TRY(made->write(std::string(kChangesMagic) + salt));
  TRY(made->append(to_text(header_json(header))));
  return made;
}

ChangeFile::~ChangeFile() { ::close(descriptor_); }

Status ChangeFile::append(std::string_view plain) {
  const std::string sealed = crypto::seal(file_key_, plain, context_of_piece(pieces_++), random_);
  std::string piece;
  piece.reserve(sealed.size() + 4);
  for (int shift = 24; shift >= 0; shift -= 8) {
    piece += static_cast<char>((sealed.size() >> shift) & 0xff);
  }
  piece += sealed;
  return write(piece);
}

Status ChangeFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return Error{ErrorCode::unavailable, "cannot write the log of changes: is the disk full?"};
    }
    bytes.remove_prefix(static_cast<std::size_t>(count));
    bytes_ += static_cast<std::uint64_t>(count);
  }
  return ok();
}

Status ChangeFile::sync() {
  if (::fdatasync(descriptor_) == 0) return ok();
  return Error{ErrorCode::unavailable, "cannot write the log of changes: is the disk full?"};
}

Result<std::unique_ptr<ChangeReader>> ChangeReader::open(const std::filesystem::path& file,
                                                         const std::string& key) {
  std::unique_ptr<ChangeReader> reader(new ChangeReader(file));
  const std::string head = read_some(reader->input_, kChangesMagic.size() + kSaltBytes);
  if (head.size() < kChangesMagic.size() + kSaltBytes || !head.starts_with(kChangesMagic))
    return changed_file();
  reader->file_key_ = crypto::hmac_sha256(key, head.substr(kChangesMagic.size()));
  const auto first = TRY(reader->next());
  if (!first) return changed_file();
  reader->header_ = TRY(parse_header(*first));
  return reader;
}

Result<std::optional<std::string>> ChangeReader::next() {
  const std::string length = read_some(input_, 4);
  std::size_t size = 0;
  for (const char byte : length) size = (size << 8) | static_cast<unsigned char>(byte);
  if (length.size() < 4) return std::optional<std::string>();
  if (size > kPieceBytesMax + kSealBytes) return changed_file();
  const std::string sealed = read_some(input_, size);
  if (sealed.size() < size) return std::optional<std::string>();
  auto plain = crypto::open_sealed(file_key_, sealed, context_of_piece(pieces_++));
  if (!plain) return changed_file();
  return std::optional<std::string>(std::move(*plain));
}

std::string change_file_name(TimeMs began_at_ms) {
  std::string name = kChangesBegin + to_rfc3339(began_at_ms) + kChangesEnd;
  std::replace(name.begin(), name.end(), ':', '-');
  return name;
}

std::vector<std::filesystem::path> change_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(kChangesBegin) && name.ends_with(kChangesEnd))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace kontor::host
