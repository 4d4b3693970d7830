#include "base/db/change_log.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace kontor::db {

namespace {

constexpr std::array<std::string_view, 4> kRowVerbs = {"INSERT", "UPDATE", "DELETE", "REPLACE"};
constexpr std::array<std::string_view, 3> kSchemaVerbs = {"CREATE", "ALTER", "DROP"};

std::string first_word(std::string_view sql) {
  const std::size_t begin = sql.find_first_not_of(" \t\r\n");
  std::string word;
  for (std::size_t i = begin; i < sql.size(); ++i) {
    if (std::isalpha(static_cast<unsigned char>(sql[i])) == 0) break;
    word += static_cast<char>(std::toupper(static_cast<unsigned char>(sql[i])));
  }
  return word;
}

// A comment before the first word, as in a migration's file.
std::string_view without_comments(std::string_view sql) {
  for (;;) {
    const std::size_t begin = sql.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    sql.remove_prefix(begin);
    if (!sql.starts_with("--")) return sql;
    const std::size_t end = sql.find('\n');
    if (end == std::string_view::npos) return {};
    sql.remove_prefix(end + 1);
  }
}

}  // namespace

bool changes_schema(std::string_view sql) {
  const std::string word = first_word(without_comments(sql));
  return std::find(kSchemaVerbs.begin(), kSchemaVerbs.end(), word) != kSchemaVerbs.end();
}

bool is_change(std::string_view sql) {
  const std::string word = first_word(without_comments(sql));
  if (std::find(kRowVerbs.begin(), kRowVerbs.end(), word) != kRowVerbs.end()) return true;
  if (word != "WITH") return changes_schema(sql);
  return std::any_of(kRowVerbs.begin(), kRowVerbs.end(), [&](std::string_view verb) {
    return sql.find(verb) != std::string_view::npos;
  });
}

}  // namespace kontor::db
