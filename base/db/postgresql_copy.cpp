#include "base/db/postgresql_connection.hpp"

namespace kontor::db {

namespace {

// So many bytes go at once: the server writes rows while we put down the next ones.
constexpr std::size_t kCopiedBytes = 32768;

// COPY's text format: a tab between columns, \N for NULL, a backslash before what would end either.
class CopyText {
 public:
  void add(const std::vector<Value>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text_ += '\t';
      add(row[i]);
    }
    text_ += '\n';
  }
  const std::string& text() const { return text_; }
  void clear() { text_.clear(); }

 private:
  void add(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      for (const char c : *text) add(c);
    } else if (std::holds_alternative<std::monostate>(value)) {
      text_ += "\\N";
    } else {
      text_ += Row({value}).text(0);
    }
  }
  void add(char c) {
    switch (c) {
      case '\t':
        text_ += "\\t";
        return;
      case '\n':
        text_ += "\\n";
        return;
      case '\r':
        text_ += "\\r";
        return;
      case '\\':
        text_ += "\\\\";
        return;
      default:
        text_ += c;
    }
  }

  std::string text_;
};

}  // namespace

Status PostgresqlConnection::copy_in(std::string_view table,
                                     const std::vector<std::string>& columns,
                                     const std::vector<std::vector<Value>>& rows) {
  // COPY travels alone (libpq, "Pipeline Mode").
  TRY(settle());
  std::string sql = "COPY " + std::string(table) + " (";
  for (std::size_t i = 0; i < columns.size(); ++i) sql.append(i == 0 ? "" : ",").append(columns[i]);
  const Reply begun(PQexec(handle_, (sql + ") FROM STDIN").c_str()), PQclear);
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) return failure(begun.get());
  CopyText text;
  const auto send = [&] {
    const int length = static_cast<int>(text.text().size());
    is_broken_ = is_broken_ || PQputCopyData(handle_, text.text().data(), length) != 1;
    text.clear();
  };
  for (const std::vector<Value>& row : rows) {
    text.add(row);
    if (text.text().size() > kCopiedBytes) send();
  }
  send();
  if (PQputCopyEnd(handle_, nullptr) != 1) is_broken_ = true;
  // The server goes on with the rows while we prepare what follows.
  owes_an_answer_ = owes_a_copy_ = true;
  return is_broken_ ? hear_out() : ok();
}

}  // namespace kontor::db
