#include <algorithm>
#include <set>

#include "host/core/import_mapping.hpp"
#include "host/core/import_values.hpp"

// Fields for columns by what is in them.
namespace kontor::host {

namespace {

constexpr std::size_t kAlikeOfTen = 8;
constexpr std::size_t kCellsMin = 2;

bool looks_like_email(const std::string& cell) {
  const auto at = cell.find('@');
  return at != std::string::npos && at > 0 && cell.find('.', at) != std::string::npos &&
         cell.find(' ') == std::string::npos;
}

bool looks_like_phone(const std::string& cell) {
  const auto digits =
      std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 7 && digits <= 15 && cell.size() <= 30 &&
         cell.find_first_not_of("0123456789+-()/ ") == std::string::npos;
}

bool looks_like_url(const std::string& cell) {
  return cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.");
}

bool looks_like(const Field& field, const std::string& cell) {
  switch (field.type) {
    case FieldType::email:
      return looks_like_email(cell);
    case FieldType::phone:
      return looks_like_phone(cell);
    case FieldType::url:
      return looks_like_url(cell);
    case FieldType::choice:
      return !field.choices.empty() && value_of_cell(field, cell, "EUR");
    default:
      return false;
  }
}

std::vector<std::string> cells_of(const std::vector<std::vector<std::string>>& rows,
                                  std::size_t column) {
  std::vector<std::string> cells;
  cells.reserve(rows.size());
  for (const auto& row : rows) {
    if (column >= row.size()) continue;
    std::string cell = trimmed_cell(row[column]);
    if (!cell.empty()) cells.push_back(std::move(cell));
  }
  return cells;
}

bool fits(const Field& field, const std::vector<std::string>& cells) {
  const auto alike = static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(),
                    [&](const std::string& cell) { return looks_like(field, cell); }));
  return alike * 10 >= cells.size() * kAlikeOfTen;
}

}  // namespace

ImportMapping suggest_mapping(const Entity& entity, const std::vector<std::string>& headers,
                              const std::vector<std::vector<std::string>>& rows) {
  ImportMapping mapping = suggest_mapping(entity, headers);
  std::set<std::string> taken;
  for (const auto& [header, field] : mapping) taken.insert(field);
  for (std::size_t column = 0; column < headers.size(); ++column) {
    if (mapping.contains(headers[column])) continue;
    const std::vector<std::string> cells = cells_of(rows, column);
    if (cells.size() < kCellsMin) continue;
    for (const Field& field : entity.fields) {
      if (taken.contains(field.name) || !can_import(entity, field.name) || !fits(field, cells))
        continue;
      mapping.emplace(headers[column], field.name);
      taken.insert(field.name);
      break;
    }
  }
  return mapping;
}

}  // namespace kontor::host
