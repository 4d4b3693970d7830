#include "host/store/record_store.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

Result<std::vector<RecordStore::Reached>> RecordStore::reached_stages(
    db::Session& session, const Entity& deal, const Filter& filter, const std::string& by,
    const std::string& pipeline) const {
  const auto deals = layout(deal.name);
  SqlConditions conditions(deal, *deals, session.dialect());
  conditions.add(filter);
  conditions.add(Filter::of({"pipeline", FilterOp::eq, pipeline}));
  const std::string profile = by.empty() ? "" : conditions.expression(by) + ", ";
  const std::string groups = by.empty() ? "1" : "1, 2";
  const std::string sql = "SELECT " + profile + sql_name("reached") + ", COUNT(*) FROM " +
                          deals->table() + conditions.where() + " GROUP BY " + groups +
                          " ORDER BY " + groups + " LIMIT " + std::to_string(kAggregateRowsMax);
  std::vector<Reached> reached;
  for (const db::Row& row : TRY(session.query(sql, conditions.values()))) {
    const std::size_t at = by.empty() ? 0 : 1;
    reached.push_back(
        {by.empty() ? std::string() : row.text(0), row.text(at), row.integer(at + 1)});
  }
  return reached;
}

}  // namespace kontor::host
