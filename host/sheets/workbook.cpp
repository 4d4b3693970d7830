#include "host/sheets/workbook.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "host/core/csv_text.hpp"
#include "host/sheets/cell_styles.hpp"
#include "host/sheets/shared_strings.hpp"
#include "host/sheets/workbook_parts.hpp"
#include "host/sheets/xml_reader.hpp"

namespace kontor::host {

namespace {

Error bad_sheet(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "the workbook cannot be read: " + why,
               R"({"code":"bad-workbook"})"};
}

// Ends the reading early; never leaves read_sheet().
Error enough_rows() { return Error{ErrorCode::conflict, "enough rows", "enough"}; }

std::int64_t number_of(std::string_view text, std::int64_t otherwise) {
  std::int64_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "BC12" is column 54, counted from 0; -1 for what is no place.
std::int64_t column_of(std::string_view place) {
  std::int64_t column = 0;
  for (const char c : place) {
    if (c < 'A' || c > 'Z' || column > 20'000) break;
    column = column * 26 + (c - 'A' + 1);
  }
  return column - 1;
}

// 4.6731535639E10 as a person wrote it: 46731535639.
std::string plain(const std::string& number) {
  if (number.find_first_of("eE") == std::string::npos) return number;
  char* end = nullptr;
  const double value = std::strtod(number.c_str(), &end);
  if (end == number.c_str() || *end != '\0' || !std::isfinite(value)) return number;
  char text[64];
  const bool whole = std::abs(value) < 1e15 && value == std::floor(value);
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.15g", value);
  return text;
}

class SheetReader {
 public:
  SheetReader(const SharedStrings& strings, const CellStyles& styles, bool from_1904,
              const SheetRowSink& sink)
      : strings_(strings), styles_(styles), from_1904_(from_1904), sink_(sink) {}

  Status start(std::string_view name, const XmlReader::Attributes& attributes) {
    if (name == "row") {
      const std::int64_t number = number_of(attributes.get("r"), row_ + 1);
      if (number <= row_ || number > kSheetRowsMax) return bad_sheet("its rows are out of order");
      row_ = number;
      cells_.clear();
      column_ = -1;
    } else if (name == "c") {
      const std::string_view place = attributes.get("r");
      column_ = place.empty() ? column_ + 1 : column_of(place);
      if (column_ < 0) return bad_sheet("a cell without a place");
      type_ = std::string(attributes.get("t"));
      style_ = static_cast<std::size_t>(number_of(attributes.get("s"), 0));
      value_.clear();
    } else if (name == "rPh") {
      phonetic_ = true;
    } else if (name == "v" || name == "t") {
      inside_ = !phonetic_;
    }
    return ok();
  }

  Status text(std::string_view piece) {
    if (!inside_) return ok();
    if (value_.size() + piece.size() > kSheetCellBytesMax) return bad_sheet("a cell is too long");
    value_ += piece;
    return ok();
  }

  Status end(std::string_view name) {
    if (name == "v" || name == "t") inside_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name == "c") return keep_cell();
    if (name != "row" || cells_.empty()) return ok();
    const bool more = TRY(sink_(row_, cells_));
    if (!more) return enough_rows();
    return ok();
  }

 private:
  Status keep_cell() {
    if (value_.empty()) return ok();
    const auto place = static_cast<std::size_t>(column_);
    if (place >= kSheetColumnsMax)
      return bad_sheet("it has more than " + std::to_string(kSheetColumnsMax) + " columns");
    if (cells_.size() <= place) cells_.resize(place + 1);
    cells_[place] = TRY(shown());
    return ok();
  }

  Result<std::string> shown() const {
    if (type_ == "s") {
      const std::int64_t place = number_of(value_, -1);
      if (place < 0 || static_cast<std::size_t>(place) >= strings_.size())
        return bad_sheet("a cell names a text that is not there");
      return std::string(strings_.at(static_cast<std::size_t>(place)));
    }
    if (type_ == "b") return std::string(value_ == "1" ? "true" : "false");
    if (type_ == "str" || type_ == "inlineStr" || type_ == "e" || type_ == "d") return value_;
    if (styles_.is_date(style_)) {
      std::string date = date_of_serial(std::strtod(value_.c_str(), nullptr), from_1904_);
      if (!date.empty()) return date;
    }
    return plain(value_);
  }

  const SharedStrings& strings_;
  const CellStyles& styles_;
  const bool from_1904_;
  const SheetRowSink& sink_;
  std::int64_t row_ = 0;
  std::int64_t column_ = -1;
  std::string type_;
  std::size_t style_ = 0;
  std::string value_;
  bool inside_ = false;
  bool phonetic_ = false;
  std::vector<std::string> cells_;
};

}  // namespace

bool is_workbook(std::string_view beginning) { return beginning.starts_with("PK\x03\x04"); }

Status read_sheet(const std::filesystem::path& path, const std::string& sheet,
                  const SheetRowSink& sink) {
  const auto archive = TRY(ZipArchive::open(path));
  const WorkbookParts parts = TRY(find_parts(*archive, sheet));
  SharedStrings strings;
  if (archive->has(parts.strings)) strings = TRY(SharedStrings::read(*archive, parts.strings));
  CellStyles styles;
  if (archive->has(parts.styles)) styles = TRY(CellStyles::read(*archive, parts.styles));
  SheetReader rows(strings, styles, parts.from_1904, sink);
  const auto reader =
      XmlReader::create({.start =
                             [&](std::string_view name, const XmlReader::Attributes& attributes) {
                               return rows.start(name, attributes);
                             },
                         .end = [&](std::string_view name) { return rows.end(name); },
                         .text = [&](std::string_view text) { return rows.text(text); }});
  Status done =
      archive->read(parts.sheet, [&](std::string_view piece) { return reader->feed(piece); });
  if (done) done = reader->finish();
  if (!done && done.error().detail == "enough") return ok();
  return done;
}

Status sheet_to_csv(const std::filesystem::path& path, const std::string& sheet,
                    const std::function<Status(std::string_view)>& sink) {
  std::int64_t written = 0;
  std::string line;
  return read_sheet(
      path, sheet, [&](std::int64_t number, const std::vector<std::string>& cells) -> Result<bool> {
        line.assign(static_cast<std::size_t>(number - written - 1), '\n');
        for (std::size_t i = 0; i < cells.size(); ++i) {
          if (i > 0) line += ',';
          add_csv_cell(line, cells[i]);
        }
        line += '\n';
        written = number;
        TRY(sink(line));
        return true;
      });
}

}  // namespace kontor::host
