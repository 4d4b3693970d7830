#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "host/core/entity.hpp"
#include "host/core/record.hpp"

namespace kontor::host {

// How the records of one entity lie in their table: a column per field that is built in or
// the company's own (two for money, one more with the match key for a phone) and `extra`,
// JSON text with the fields plugins contributed. Times and dates are milliseconds, booleans
// 0 and 1. A deleted record keeps its row: `deleted_at_ms` is set, and `deleted_with` names
// the record whose deletion took it along.
class RecordLayout {
 public:
  explicit RecordLayout(const Entity& entity);

  enum class Part { value, amount, currency, match_key };
  struct Column {
    std::string name;
    std::string field;
    FieldType type;
    Part part;
  };
  static std::string table_of(const std::string& entity) { return "record_" + entity; }
  const std::string& table() const { return table_; }
  const std::vector<Column>& columns() const { return columns_; }
  const Column* find(std::string_view field, Part part = Part::value) const;
  bool has_search() const { return !searchable_.empty(); }
  bool is_phone(std::string_view field) const;

  // Names in the order of values(): id, version, created_at_ms, updated_at_ms, extra,
  // search_text, then the columns. What says that a record is deleted is not among them.
  const std::vector<std::string>& names() const { return names_; }
  std::string search_text(const Record& record) const;
  // SQL of what search_text() adds for phones; empty: it adds nothing.
  std::string phone_words_sql() const;
  // Whether search_text() is the same of both, without making it.
  bool is_found_alike(const Record& one, const Record& other) const;
  std::vector<db::Value> values(const Record& record) const {
    return values(record, search_text(record));
  }
  std::vector<db::Value> values(const Record& record, std::string search_text) const;
  // For SELECT; rows of it are read by read(). Without search_text.
  const std::string& selection() const { return selection_; }
  Record read(const db::Row& row) const;

 private:
  std::string entity_;
  std::string table_;
  std::vector<Column> columns_;
  std::vector<std::string> searchable_;
  std::vector<std::string> phones_;
  std::vector<std::string> names_;
  std::string selection_;
};

// A stored value of a field type as JSON, and back. Dates and times become milliseconds.
Json stored_to_json(FieldType type, const db::Row& row, std::size_t column);
db::Value json_to_stored(FieldType type, const Json& value);

std::string sql_name(std::string_view name);

}  // namespace kontor::host
