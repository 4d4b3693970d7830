#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::host {

inline constexpr std::size_t kCsvFieldBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kCsvFieldsMax = 500;

// One row of a CSV text. `problem` is set when it cannot be used; its cells are then empty.
struct CsvRow {
  std::vector<std::string> cells;
  std::string problem;
  bool blank = false;  // Nothing but white space.
};

// RFC 4180 over UTF-8 text in memory (a mapped file), with any delimiter and line end, from
// any row start, so that a reader may stop and go on later. Never fails as a whole: a row
// that is wrong says why and the next one follows.
//
// A row whose quotes do not fit (text after a closing quote, a quote never closed) ends at
// its first line break, so one stray quote costs one row and not the rest of the file.
class CsvParser {
 public:
  // `text` outlives the parser; `offset` is where a row begins.
  CsvParser(std::string_view text, char delimiter, std::size_t offset = 0)
      : text_(text), at_(offset), delimiter_(delimiter) {}

  // Nothing at the end of the text.
  std::optional<CsvRow> next();
  // Where the next row begins.
  std::size_t offset() const { return at_; }

 private:
  bool read_quoted(std::string& cell, std::string& problem);
  void read_plain(std::string& cell, std::string& problem);
  void append(std::string& cell, std::string_view part, std::string& problem) const;
  bool take_line_end();
  void skip_line(std::size_t from);

  std::string_view text_;
  std::size_t at_;
  char delimiter_;
};

// The delimiter among , ; tab | that divides the first lines most evenly; "," if none does.
char guess_delimiter(std::string_view text);

}  // namespace kontor::host
