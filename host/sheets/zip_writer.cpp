#include "host/sheets/zip_writer.hpp"

#include <zip.h>

#include <memory>

namespace kontor::host {

namespace {

constexpr zip_int64_t kToItsEnd = -1;

Error cannot_zip(const std::string& why) {
  return Error{ErrorCode::unavailable, "the archive cannot be written: " + why};
}

struct DiscardZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

}  // namespace

Status write_zip(const std::filesystem::path& path, const std::vector<ZipMember>& members) {
  int problem = 0;
  std::unique_ptr<zip_t, DiscardZip> archive(
      zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, &problem));
  if (!archive) return cannot_zip("is the folder there, and the name free?");
  for (const ZipMember& member : members) {
    zip_source_t* const source = zip_source_file(archive.get(), member.file.c_str(), 0, kToItsEnd);
    if (source == nullptr) return cannot_zip(zip_strerror(archive.get()));
    if (zip_file_add(archive.get(), member.name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
      zip_source_free(source);  // Only what was added is the archive's.
      return cannot_zip(zip_strerror(archive.get()));
    }
  }
  // Everything is read and written here, to a file that gets its name at the end.
  if (zip_close(archive.get()) != 0) return cannot_zip(zip_strerror(archive.get()));
  static_cast<void>(archive.release());
  std::error_code refused;
  std::filesystem::permissions(
      path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, refused);
  if (!refused) return ok();
  std::filesystem::remove(path, refused);
  return cannot_zip("its mode cannot be set");
}

}  // namespace kontor::host
