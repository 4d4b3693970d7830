#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"
#include "host/app/import_options.hpp"

namespace kontor::host {

// A file of DATA/imports mapped for reading, as UTF-8. Pages go back to the system as the
// reader moves on.
class ImportFile {
 public:
  // `options.encoding` empty: detected, and written there. A file in another encoding than
  // UTF-8, or a sheet of a workbook, is turned into UTF-8 beside it (PATH.utf8), once; where
  // `options.format` is set, that is there already (ImportConversion). `path` must not change
  // while open.
  static Result<std::unique_ptr<ImportFile>> open(const std::filesystem::path& path,
                                                  ImportOptions& options);
  ~ImportFile();
  ImportFile(const ImportFile&) = delete;
  ImportFile& operator=(const ImportFile&) = delete;

  // Without its byte order mark.
  std::string_view text() const { return {data_ + mark_, size_ - mark_}; }
  // Gives the memory of what was read so far back to the system, which reads it again if asked to.
  void release();
  // Whoever walks over the whole file does so every so often.
  static constexpr std::size_t kReleaseEveryBytes = std::size_t{4} << 20;

 private:
  ImportFile(const char* data, std::size_t size) : data_(data), size_(size) {}
  static Result<std::unique_ptr<ImportFile>> map(const std::filesystem::path& path);
  bool is_all_utf8();
  Status convert(const std::filesystem::path& converted, const std::string& encoding);

  const char* data_;
  std::size_t size_;
  std::size_t mark_ = 0;
};

using TextSink = std::function<Status(std::string_view)>;
// Written in a file beside it and renamed, so that a half-made one is never taken for whole.
// `convert` gives the text to a sink; when it fails there is no file.
Status write_beside(const std::filesystem::path& target,
                    const std::function<Status(const TextSink&)>& convert);

// Puts a received file into its place so that it survives a power cut.
Status keep_import_file(const std::filesystem::path& received, const std::filesystem::path& place);

// Removes files that a killed host left of imports that are over. `open`: those that are not.
void sweep_import_files(const std::filesystem::path& folder, const std::vector<std::string>& open);

}  // namespace kontor::host
