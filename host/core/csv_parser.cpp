#include "host/core/csv_parser.hpp"

#include <algorithm>
#include <array>

#include "base/core/bytes.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kGuessRows = 20;
constexpr std::array<char, 4> kDelimiters{';', ',', '\t', '|'};

bool is_blank(const CsvRow& row) {
  return row.problem.empty() &&
         std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) {
           return cell.find_first_not_of(" \t\r\n\xC2\xA0") == std::string::npos;
         });
}

void check_cells(CsvRow& row) {
  for (const std::string& cell : row.cells) {
    if (!row.problem.empty()) break;
    if (cell.find('\0') != std::string::npos) row.problem = "holds a NUL character";
    if (!is_utf8(cell)) row.problem = "holds bytes that are not text in this encoding";
  }
  if (row.cells.size() > kCsvFieldsMax) row.problem = "more than 500 fields";
  if (!row.problem.empty()) row.cells.clear();
}

}  // namespace

void CsvParser::append(std::string& cell, std::string_view part, std::string& problem) const {
  if (cell.size() + part.size() > kCsvFieldBytesMax) {
    problem = "a field is larger than 1 MB";
    cell.clear();
    cell.shrink_to_fit();
  } else if (problem.empty()) {
    cell.append(part);
  }
}

// After the opening quote. False: the quotes do not fit.
bool CsvParser::read_quoted(std::string& cell, std::string& problem) {
  for (;;) {
    const auto quote = text_.find('"', at_);
    if (quote == std::string_view::npos) return false;
    append(cell, text_.substr(at_, quote - at_), problem);
    at_ = quote + 1;
    if (at_ < text_.size() && text_[at_] == '"') {
      append(cell, "\"", problem);
      ++at_;
      continue;
    }
    while (at_ < text_.size() && text_[at_] == ' ' && delimiter_ != ' ') ++at_;
    return at_ == text_.size() || text_[at_] == delimiter_ || text_[at_] == '\n' ||
           text_[at_] == '\r';
  }
}

void CsvParser::read_plain(std::string& cell, std::string& problem) {
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' &&
         text_[at_] != '\r') {
    ++at_;
  }
  append(cell, text_.substr(begin, at_ - begin), problem);
}

bool CsvParser::take_line_end() {
  if (at_ == text_.size()) return true;
  if (text_[at_] == '\r') {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    return true;
  }
  if (text_[at_] != '\n') return false;
  ++at_;
  return true;
}

void CsvParser::skip_line(std::size_t from) {
  at_ = std::min(text_.find_first_of("\r\n", from), text_.size());
  take_line_end();
}

std::optional<CsvRow> CsvParser::next() {
  if (at_ >= text_.size()) return std::nullopt;
  const std::size_t begin = at_;
  CsvRow row;
  for (;;) {
    std::string cell;
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      if (!read_quoted(cell, row.problem)) {
        row.problem = "its quotes do not fit: a quote inside a field is written twice";
        row.cells.clear();
        skip_line(begin);
        return row;
      }
    } else {
      read_plain(cell, row.problem);
    }
    if (row.cells.size() <= kCsvFieldsMax) row.cells.push_back(std::move(cell));
    if (take_line_end()) break;
    ++at_;  // The delimiter.
    if (at_ == text_.size()) {
      row.cells.emplace_back();
      break;
    }
  }
  check_cells(row);
  row.blank = is_blank(row);
  return row;
}

char guess_delimiter(std::string_view text) {
  char best = ',';
  double best_score = 0;
  for (const char delimiter : kDelimiters) {
    CsvParser parser(text, delimiter);
    const auto header = parser.next();
    if (!header || header->cells.size() < 2) continue;
    std::size_t rows = 0;
    std::size_t even = 0;
    while (rows < kGuessRows) {
      const auto row = parser.next();
      if (!row) break;
      if (row->blank) continue;
      ++rows;
      if (row->cells.size() == header->cells.size()) ++even;
    }
    const double evenness = rows == 0 ? 1.0 : static_cast<double>(even) / static_cast<double>(rows);
    const double score = (0.1 + evenness) * static_cast<double>(header->cells.size());
    if (score > best_score) {
      best = delimiter;
      best_score = score;
    }
  }
  return best;
}

}  // namespace kontor::host
