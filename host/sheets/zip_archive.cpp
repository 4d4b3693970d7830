#include "host/sheets/zip_archive.hpp"

#include <zip.h>

#include <vector>

namespace kontor::host {

namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

Error bad_zip(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "the workbook cannot be read: " + why,
               R"({"code":"bad-workbook"})"};
}

struct CloseZip {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

class OpenZip final : public ZipArchive {
 public:
  OpenZip(std::unique_ptr<zip_t, CloseZip> archive, const ZipLimits& limits)
      : archive_(std::move(archive)), limits_(limits) {}

  bool has(const std::string& name) const override {
    return zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_ENC_GUESS) >= 0;
  }

  Status read(const std::string& name, const Sink& sink) override {
    const zip_int64_t place = zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_ENC_GUESS);
    if (place < 0) return bad_zip("it has no " + name);
    zip_stat_t about;
    zip_stat_init(&about);
    const auto index = static_cast<zip_uint64_t>(place);
    if (zip_stat_index(archive_.get(), index, 0, &about) != 0 ||
        (about.valid & ZIP_STAT_COMP_SIZE) == 0)
      return bad_zip(name + " has no size");
    const auto packed = static_cast<std::int64_t>(about.comp_size);
    const std::unique_ptr<zip_file_t, CloseEntry> entry(zip_fopen_index(archive_.get(), index, 0));
    if (!entry) return bad_zip(name + ": " + zip_strerror(archive_.get()));
    std::vector<char> piece(kPieceBytes);
    std::int64_t inflated = 0;
    for (;;) {
      const zip_int64_t count = zip_fread(entry.get(), piece.data(), piece.size());
      if (count < 0) return bad_zip(name + " is damaged");
      if (count == 0) return ok();
      inflated += count;
      if (inflated > limits_.entry_bytes) return bad_zip(name + " is too large");
      if (inflated > limits_.ratio_from_bytes && inflated / limits_.ratio > packed)
        return bad_zip(name + " inflates far more than a workbook does");
      TRY(sink({piece.data(), static_cast<std::size_t>(count)}));
    }
  }

 private:
  std::unique_ptr<zip_t, CloseZip> archive_;
  const ZipLimits limits_;
};

}  // namespace

Result<std::unique_ptr<ZipArchive>> ZipArchive::open(const std::filesystem::path& path,
                                                     const ZipLimits& limits) {
  int problem = 0;
  std::unique_ptr<zip_t, CloseZip> archive(zip_open(path.c_str(), ZIP_RDONLY, &problem));
  if (!archive) return bad_zip("it is no ZIP archive, or a damaged one");
  const zip_int64_t entries = zip_get_num_entries(archive.get(), 0);
  if (entries < 0 || entries > limits.entries) return bad_zip("it has too many parts");
  return std::unique_ptr<ZipArchive>(new OpenZip(std::move(archive), limits));
}

}  // namespace kontor::host
