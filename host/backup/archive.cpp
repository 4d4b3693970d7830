#include "host/backup/archive.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "base/crypto/sealed_stream.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr std::size_t kHeaderBytesMax = 8192;
constexpr std::string_view kEnd = "end";

Error cannot_write(const std::filesystem::path& file) {
  return Error{ErrorCode::unavailable, "cannot write " + file.string() + ": is the disk full?"};
}

class OpenedFile {
 public:
  explicit OpenedFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenedFile(const OpenedFile&) = delete;
  OpenedFile& operator=(const OpenedFile&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return cannot_write(file);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ok();
}

class SealedArchive final : public ArchiveWriter {
 public:
  SealedArchive(std::filesystem::path file, int descriptor, const std::string& key, Random& random)
      : file_(std::move(file)),
        part_(file_.string() + ".part"),
        descriptor_(descriptor),
        writer_(key, random, [this](std::string_view bytes) {
          return write_all(descriptor_.get(), bytes, part_);
        }) {}
  ~SealedArchive() override {
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(part_, ignored);
  }

  Status add(const std::string& name, const std::string& bytes) override {
    TRY(head(name, bytes.size()));
    return writer_.write(bytes);
  }

  Result<bool> add_file(const std::string& name, const std::filesystem::path& file) override {
    std::ifstream input(file, std::ios::binary);
    std::error_code problem;
    const auto size = std::filesystem::file_size(file, problem);
    if (!input || problem) return false;
    TRY(head(name, size));
    std::string piece;
    bool whole = true;
    for (std::uint64_t left = size; left > 0; left -= piece.size()) {
      piece.assign(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPieceBytes)), '\0');
      input.read(piece.data(), static_cast<std::streamsize>(piece.size()));
      whole = whole && static_cast<std::size_t>(input.gcount()) == piece.size();
      TRY(writer_.write(piece));
    }
    return whole;
  }

  Status finish() override {
    TRY(head(std::string(kEnd), 0));
    TRY(writer_.finish());
    if (::fsync(descriptor_.get()) != 0) return cannot_write(part_);
    std::error_code problem;
    std::filesystem::rename(part_, file_, problem);
    if (problem) return cannot_write(file_);
    finished_ = true;
    const OpenedFile folder(::open(file_.parent_path().empty() ? "." : file_.parent_path().c_str(),
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) return cannot_write(file_);
    return ok();
  }

 private:
  Status head(const std::string& name, std::uint64_t size) {
    return writer_.write(to_text(Json{{"name", name}, {"size", size}}) + "\n");
  }

  std::filesystem::path file_;
  std::filesystem::path part_;
  OpenedFile descriptor_;
  crypto::SealingWriter writer_;
  bool finished_ = false;
};

// Lines and counted bytes out of the opened stream.
class PlainReader {
 public:
  PlainReader(std::ifstream& input, const std::string& key)
      : reader_(key, [&input](std::size_t most) -> Result<std::string> {
          std::string bytes(most, '\0');
          input.read(bytes.data(), static_cast<std::streamsize>(most));
          bytes.resize(static_cast<std::size_t>(input.gcount()));
          return bytes;
        }) {}

  Result<std::string> line() {
    for (;;) {
      const auto end = ahead_.find('\n');
      if (end != std::string::npos) {
        std::string text = ahead_.substr(0, end);
        ahead_.erase(0, end + 1);
        return text;
      }
      if (ahead_.size() > kHeaderBytesMax) {
        return Error{ErrorCode::untrusted, "the backup's members are not readable"};
      }
      TRY(more());
    }
  }
  Result<std::string> bytes(std::size_t most) {
    if (ahead_.empty()) TRY(more());
    std::string taken = ahead_.substr(0, most);
    ahead_.erase(0, taken.size());
    return taken;
  }
  // Nothing may follow the end.
  Status at_end() {
    const std::string rest = TRY(reader_.read());
    if (ahead_.empty() && rest.empty()) return ok();
    return Error{ErrorCode::untrusted, "the backup goes on after its end"};
  }

 private:
  Status more() {
    const std::string plain = TRY(reader_.read());
    if (plain.empty()) return Error{ErrorCode::untrusted, "the backup is cut off"};
    ahead_ += plain;
    return ok();
  }
  crypto::OpeningReader reader_;
  std::string ahead_;
};

Status copy_member(PlainReader& reader, std::uint64_t size, const std::filesystem::path& to) {
  const OpenedFile output(
      to.empty() ? -1 : ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!to.empty() && output.get() < 0) return cannot_write(to);
  while (size > 0) {
    const std::string bytes =
        TRY(reader.bytes(static_cast<std::size_t>(std::min<std::uint64_t>(size, kPieceBytes))));
    if (!to.empty()) TRY(write_all(output.get(), bytes, to));
    size -= bytes.size();
  }
  if (!to.empty() && ::fsync(output.get()) != 0) return cannot_write(to);
  return ok();
}

}  // namespace

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const std::filesystem::path& file,
                                                             const std::string& key,
                                                             Random& random) {
  if (std::filesystem::exists(file)) {
    return Error{ErrorCode::conflict, file.string() + " exists already"};
  }
  const std::string part = file.string() + ".part";
  const int descriptor =
      ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return cannot_write(part);
  return std::unique_ptr<ArchiveWriter>(
      std::make_unique<SealedArchive>(file, descriptor, key, random));
}

Status read_archive(
    const std::filesystem::path& file, const std::string& key,
    const std::function<Result<std::filesystem::path>(const std::string&, std::uint64_t)>& take) {
  std::ifstream input(file, std::ios::binary);
  if (!input) return Error{ErrorCode::not_found, "cannot read " + file.string()};
  PlainReader reader(input, key);
  for (;;) {
    const std::string line = TRY(reader.line());
    const Json head = TRY(parse_json(line));
    const std::string name = TRY(json_text(head, "name"));
    const std::int64_t size = TRY(json_integer(head, "size"));
    if (size < 0) return Error{ErrorCode::untrusted, "the backup's members are not readable"};
    if (name == kEnd) return reader.at_end();
    const std::filesystem::path to = TRY(take(name, static_cast<std::uint64_t>(size)));
    TRY(copy_member(reader, static_cast<std::uint64_t>(size), to));
  }
}

}  // namespace kontor::host
