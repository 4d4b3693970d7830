#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/app/import_chunk.hpp"
#include "host/app/import_file.hpp"
#include "host/core/csv_parser.hpp"

namespace kontor::host {

// Reads the rows of one import's file, from wherever the job stands. One thread.
class ImportReader {
 public:
  // Detects what the options leave open and writes it there; reads the header and settles
  // the mapping. invalid_argument for a file that cannot be imported as a whole (no header,
  // a mapped column missing).
  static Result<ImportReader> open(const std::filesystem::path& path, const Entity& entity,
                                   ImportOptions& options, ImportJob& job);

  // The next rows that are not empty, at most `most`; none at the end.
  std::vector<NumberedRow> next(std::size_t most);
  std::int64_t offset() const { return static_cast<std::int64_t>(parser_.offset()); }
  std::int64_t row() const { return row_; }
  const std::vector<std::string>& headers() const { return headers_; }
  // Rows in the whole file that are not empty, without the header.
  std::int64_t count_rows() const;
  // Gives the memory of what was read back.
  void release() { file_->release(); }

 private:
  ImportReader(std::unique_ptr<ImportFile> file, char delimiter)
      : file_(std::move(file)), delimiter_(delimiter), parser_(file_->text(), delimiter) {}
  Status read_header();
  std::vector<std::vector<std::string>> first_rows() const;

  std::unique_ptr<ImportFile> file_;
  char delimiter_;
  CsvParser parser_;
  std::int64_t row_ = 0;
  std::vector<std::string> headers_;
};

}  // namespace kontor::host
