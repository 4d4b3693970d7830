#include "host/app/import_reader.hpp"

#include <algorithm>

#include "host/core/import_values.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kGuessBytes = 65536;
constexpr std::size_t kGuessRows = 20;

Error refuse(const std::string& why) { return Error{ErrorCode::invalid_argument, why}; }

// An empty file has no rows, which is no failure of the file's form but of its use.
Status check_mapping(const ImportMapping& mapping, const std::vector<std::string>& headers) {
  for (const auto& [header, field] : mapping) {
    if (std::find(headers.begin(), headers.end(), header) == headers.end()) {
      return refuse("the file has no column named " + header.substr(0, 80));
    }
  }
  return ok();
}

}  // namespace

Result<ImportReader> ImportReader::open(const std::filesystem::path& path, const Entity& entity,
                                        ImportOptions& options, ImportJob& job) {
  auto file = TRY(ImportFile::open(path, options));
  if (options.delimiter.empty()) {
    options.delimiter = std::string(1, guess_delimiter(file->text().substr(0, kGuessBytes)));
  }
  ImportReader reader(std::move(file), options.delimiter[0]);
  TRY(reader.read_header());
  if (options.mapping.empty()) {
    options.mapping = suggest_mapping(entity, reader.headers_, reader.first_rows());
  }
  if (options.mapping.empty()) return refuse("no column of the file is known; give a mapping");
  TRY(check_mapping(options.mapping, reader.headers_));
  if (job.file_offset > 0) {
    reader.parser_ = CsvParser(reader.file_->text(), reader.delimiter_,
                               static_cast<std::size_t>(job.file_offset));
    reader.row_ = job.file_row;
  }
  return reader;
}

Status ImportReader::read_header() {
  while (auto row = parser_.next()) {
    ++row_;
    if (row->blank) continue;
    if (!row->problem.empty()) return refuse("the header row: " + row->problem);
    for (const std::string& cell : row->cells) headers_.push_back(trimmed_cell(cell));
    return ok();
  }
  return refuse("the file is empty");
}

std::vector<NumberedRow> ImportReader::next(std::size_t most) {
  std::vector<NumberedRow> rows;
  std::size_t bytes = 0;
  while (rows.size() < most && bytes < kCsvFieldBytesMax) {
    auto row = parser_.next();
    if (!row) break;
    ++row_;
    if (row->blank) continue;
    for (const std::string& cell : row->cells) bytes += cell.size();
    rows.push_back({row_, std::move(*row)});
  }
  return rows;
}

std::vector<std::vector<std::string>> ImportReader::first_rows() const {
  std::vector<std::vector<std::string>> rows;
  CsvParser parser(file_->text(), delimiter_, parser_.offset());
  while (rows.size() < kGuessRows) {
    auto row = parser.next();
    if (!row) break;
    if (!row->blank && row->problem.empty()) rows.push_back(std::move(row->cells));
  }
  return rows;
}

std::int64_t ImportReader::count_rows() const {
  CsvParser parser(file_->text(), delimiter_);
  std::int64_t rows = -1;
  std::size_t released = 0;
  while (const auto row = parser.next()) {
    rows += row->blank ? 0 : 1;
    if (parser.offset() - released < ImportFile::kReleaseEveryBytes) continue;
    released = parser.offset();
    file_->release();
  }
  return std::max<std::int64_t>(rows, 0);
}

}  // namespace kontor::host
