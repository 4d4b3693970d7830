#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "host/core/filter.hpp"
#include "host/store/record_layout.hpp"

namespace kontor::host {

// Builds the WHERE of one statement over one entity's table: conditions in the order they
// are added, each value bound where it occurs.
class SqlConditions {
 public:
  enum class Rows { living, deleted };
  SqlConditions(const Entity& entity, const RecordLayout& layout, db::Dialect dialect,
                Rows rows = Rows::living)
      : entity_(entity),
        layout_(layout),
        dialect_(dialect),
        where_(rows == Rows::living ? " WHERE deleted_at_ms IS NULL"
                                    : " WHERE deleted_at_ms IS NOT NULL") {}

  void add(const Filter& filter);
  // The rows that the filter finds, as a list of them: see row_order.hpp.
  void add_rows_of(const Filter& filter);
  // A test this class does not make itself; its values are bound already.
  void add_sql(const std::string& test) { append(test); }
  // Full text by prefixes, or the first or last digits of a phone number, typed in `region`. Text
  // without a letter or digit matches nothing.
  void add_search(const std::string& text, const std::string& region);
  // The same as a plain test, for a statement in which nothing else can choose how rows are found.
  void add_matches(const std::string& text, const std::string& region) {
    append(matches(text, region));
  }
  // On SQLite, of living rows: what a text of words finds, as a table of "found at", which SQLite
  // reads from its newest row on. None where the text may be a number, too.
  std::optional<std::string> found_by_words(const std::string& text);
  // Rows after the one whose `expression`, which no two rows share, has this value.
  void add_beyond(const std::string& expression, bool descending, const db::Value& key) {
    append(expression + (descending ? " < " : " > ") + bind(key));
  }
  // Rows after (key, id) in the order of `expression`.
  void add_after(const std::string& expression, bool descending, const db::Value& key,
                 const std::string& id);

  // SQL of a field's value; of the amount for money.
  std::string expression(const std::string& field) const;
  // SQL of an amount's currency.
  std::string currency(const std::string& field) const;
  FieldType type(const std::string& field) const;

  // " WHERE …"
  std::string where() const { return where_; }
  db::Dialect dialect() const { return dialect_; }
  std::vector<db::Value>& values() { return values_; }
  std::string bind(db::Value value);

 private:
  void append(const std::string& condition);
  std::string contributed(const std::string& field, const std::string& member = {}) const;
  std::string text(const Filter& filter);
  std::string text(const Condition& condition);
  std::string owner_above(const Condition& condition);
  std::string among_others(const Condition& condition);
  db::Value stored(const Condition& condition, const Json& value) const;
  std::string matches(const std::string& text, const std::string& region);
  std::string search_by_digits(const std::string& digits);
  enum class Words { beginnings, whole };
  std::string word_query(const std::vector<std::string>& words, Words how) const;
  std::string search_by_words(const std::vector<std::string>& words, Words how);
  std::string search_by_beginning(const std::string& number);

  const Entity& entity_;
  const RecordLayout& layout_;
  db::Dialect dialect_;
  std::string where_;
  std::vector<db::Value> values_;
};

}  // namespace kontor::host
