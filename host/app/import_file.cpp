#include "host/app/import_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/core/bytes.hpp"
#include "host/core/text_encoding.hpp"
#include "host/sheets/workbook.hpp"

namespace kontor::host {

namespace {

Error cannot(const char* what, const std::filesystem::path& path) {
  return Error{ErrorCode::unavailable,
               std::string("cannot ") + what + " " + path.filename().string()};
}

Status sync(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return cannot("open", path);
  const int problem = ::fsync(descriptor);
  ::close(descriptor);
  return problem == 0 ? ok() : Status(cannot("keep", path));
}

}  // namespace

Status write_beside(const std::filesystem::path& target,
                    const std::function<Status(const TextSink&)>& convert) {
  std::filesystem::path part = target;
  part += ".part";
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  const Status converted = convert([&](std::string_view piece) -> Status {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (out) return ok();
    return cannot("write", part);
  });
  out.close();
  std::error_code problem;
  if (converted && out) std::filesystem::rename(part, target, problem);
  if (converted && out && !problem) return ok();
  std::filesystem::remove(part, problem);
  return converted ? Status(cannot("write", target)) : converted;
}

Result<std::unique_ptr<ImportFile>> ImportFile::map(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot("open", path);
  struct stat about = {};
  ::fstat(descriptor, &about);
  const auto size = static_cast<std::size_t>(about.st_size);
  void* data = nullptr;
  if (size > 0) data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  ::close(descriptor);
  if (data == MAP_FAILED) return cannot("read", path);
  if (size > 0) ::madvise(data, size, MADV_SEQUENTIAL);
  return std::unique_ptr<ImportFile>(new ImportFile(static_cast<const char*>(data), size));
}

Result<std::unique_ptr<ImportFile>> ImportFile::open(const std::filesystem::path& path,
                                                     ImportOptions& options) {
  std::string& encoding = options.encoding;
  std::filesystem::path converted = path;
  converted += ".utf8";
  if (!options.format.empty()) {
    encoding = "UTF-8";
    options.delimiter = ",";
    return map(converted);
  }
  auto file = TRY(map(path));
  if (is_workbook({file->data_, file->size_})) {
    encoding = "UTF-8";
    options.delimiter = ",";
    if (!std::filesystem::exists(converted)) {
      TRY(write_beside(converted,
                       [&](const auto& sink) { return sheet_to_csv(path, options.sheet, sink); }));
    }
    return map(converted);
  }
  if (encoding.empty()) {
    encoding = detect_encoding({file->data_, file->size_}, [&] { return file->is_all_utf8(); });
  }
  if (encoding != "UTF-8") {
    if (!std::filesystem::exists(converted)) {
      TRY(file->convert(converted, encoding));
    }
    return map(converted);
  }
  file->mark_ = byte_order_mark({file->data_, file->size_}) == 3 ? 3 : 0;
  return file;
}

ImportFile::~ImportFile() {
  if (size_ > 0) ::munmap(const_cast<char*>(data_), size_);
}

bool ImportFile::is_all_utf8() {
  for (std::size_t at = 0; at < size_;) {
    std::string_view piece{data_ + at, std::min(size_ - at, kReleaseEveryBytes)};
    if (at + piece.size() < size_) piece = piece.substr(0, whole_characters(piece));
    if (piece.empty() || !is_utf8(piece)) return false;
    at += piece.size();
    release();
  }
  return true;
}

Status ImportFile::convert(const std::filesystem::path& converted, const std::string& encoding) {
  return write_beside(converted, [&](const TextSink& sink) {
    std::size_t written = 0;
    return to_utf8({data_, size_}, encoding, [&](std::string_view piece) -> Status {
      written += piece.size();
      if (written >= kReleaseEveryBytes) {
        written = 0;
        release();
      }
      return sink(piece);
    });
  });
}

void ImportFile::release() {
  if (size_ > 0) ::madvise(const_cast<char*>(data_), size_, MADV_DONTNEED);
}

Status keep_import_file(const std::filesystem::path& received, const std::filesystem::path& place) {
  std::error_code problem;
  TRY(sync(received, O_RDONLY));
  std::filesystem::rename(received, place, problem);
  if (problem) return cannot("keep", place);
  return sync(place.parent_path(), O_RDONLY | O_DIRECTORY);
}

void sweep_import_files(const std::filesystem::path& folder, const std::vector<std::string>& open) {
  std::error_code ignored;
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    const std::string id = name.substr(0, name.find(".csv"));
    const bool of_import = id.size() < name.size();
    const bool wanted = std::find(open.begin(), open.end(), id) != open.end();
    if (of_import && !wanted) left.push_back(entry.path());
  }
  for (const auto& path : left) std::filesystem::remove(path, ignored);
}

}  // namespace kontor::host
