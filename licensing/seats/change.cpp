#include "licensing/seats/change.hpp"

namespace kontor::licensing {

Result<std::vector<db::Row>> Change::query(std::string_view sql,
                                           const std::vector<db::Value>& parameters) {
  auto rows = session_.query(sql, parameters);
  if (!rows) {
    failure_ = rows.error();
  } else if (!rows->empty() && sql.find("RETURNING") != std::string_view::npos) {
    has_written_ = true;
  }
  return rows;
}

Result<std::int64_t> Change::execute(std::string_view sql,
                                     const std::vector<db::Value>& parameters) {
  auto changed = session_.execute(sql, parameters);
  if (!changed) {
    failure_ = changed.error();
  } else if (*changed > 0) {
    has_written_ = true;
  }
  return changed;
}

}  // namespace kontor::licensing
