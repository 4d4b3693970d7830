#include "host/app/import_conversion.hpp"

#include <algorithm>
#include <fstream>

#include "host/app/import_file.hpp"
#include "host/core/csv_text.hpp"

namespace kontor::host {

namespace {

Error cannot_convert(const std::string& format, const std::string& why) {
  return Error{ErrorCode::invalid_argument, format + " cannot read the file: " + why};
}

// A file, piece by piece; what was not read of one begins the next.
class Pieces {
 public:
  explicit Pieces(const std::filesystem::path& path) : file_(path, std::ios::binary) {}

  Result<ImportFormats::Piece> next() {
    std::string more(ImportFormats::kPieceBytesMax - bytes_.size(), '\0');
    file_.read(more.data(), static_cast<std::streamsize>(more.size()));
    if (file_.bad()) return Error{ErrorCode::unavailable, "the file cannot be read"};
    bytes_.append(more, 0, static_cast<std::size_t>(file_.gcount()));
    last_ = file_.eof() || file_.peek() == std::ifstream::traits_type::eof();
    ImportFormats::Piece piece;
    piece.bytes = bytes_;
    piece.last = last_;
    return piece;
  }
  void was_read(std::size_t bytes) { bytes_.erase(0, bytes); }
  bool over() const { return last_ && bytes_.empty(); }

 private:
  std::ifstream file_;
  std::string bytes_;
  bool last_ = false;
};

std::string line_of(const std::vector<std::string>& cells, std::size_t columns) {
  std::string line;
  for (std::size_t i = 0; i < columns; ++i) {
    if (i > 0) line += ',';
    if (i < cells.size()) add_csv_cell(line, cells[i]);
  }
  return line + "\n";
}

// Gives the lines of the table to `sink`; false if it was stopped.
Result<bool> convert(const ImportConversion& conversion, const std::filesystem::path& path,
                     const std::function<Status(std::string_view)>& sink) {
  const std::string& format = conversion.options.format;
  Pieces pieces(path);
  std::vector<std::string> columns;
  Json state;
  while (!pieces.over()) {
    if (conversion.stopping()) return false;
    ImportFormats::Piece piece = TRY(pieces.next());
    piece.state = std::move(state);
    const bool empty = piece.bytes.empty();
    ImportFormats::Rows read = TRY(conversion.formats.read(conversion.actor, format, piece));
    if (columns.empty() && !read.columns.empty()) {
      columns = read.columns;
      TRY(sink(line_of(columns, columns.size())));
    }
    if (!read.rows.empty() && read.columns != columns)
      return cannot_convert(format, "its columns changed in between");
    for (const auto& row : read.rows) TRY(sink(line_of(row, columns.size())));
    if (read.read_bytes == 0 && !empty)
      return cannot_convert(
          format, "it found no whole row in " + std::to_string(piece.bytes.size()) + " bytes");
    pieces.was_read(read.read_bytes);
    state = std::move(read.state);
  }
  if (columns.empty()) return cannot_convert(format, "it found no rows");
  return true;
}

}  // namespace

Result<bool> ImportConversion::run(const std::filesystem::path& path) const {
  std::filesystem::path converted = path;
  converted += ".utf8";
  if (std::filesystem::exists(converted)) return true;
  bool whole = true;
  const Status written = write_beside(converted, [&](const TextSink& sink) -> Status {
    const Result<bool> done = convert(*this, path, sink);
    if (!done) return done.error();
    whole = *done;
    if (whole) return ok();
    return Error{ErrorCode::unavailable, "the host is stopping"};
  });
  if (!whole) return false;
  if (!written) return written.error();
  return true;
}

Result<ImportFormats::Rows> glimpse_through(ImportFormats& formats, const Principal& actor,
                                            const std::string& format,
                                            const std::filesystem::path& path) {
  Pieces pieces(path);
  const ImportFormats::Piece piece = TRY(pieces.next());
  ImportFormats::Rows rows = TRY(formats.read(actor, format, piece));
  if (rows.columns.empty()) return cannot_convert(format, "it found no rows");
  return rows;
}

}  // namespace kontor::host
