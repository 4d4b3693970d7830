#include "host/store/record_store.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

// The deals are chosen first, so that each finds its few stages by the index of the history.
Result<std::vector<RecordStore::Reached>> RecordStore::reached_stages(
    db::Session& session, const Entity& deal, const Filter& filter, const std::string& by,
    const std::string& pipeline) const {
  const auto deals = layout(deal.name);
  const auto history = layout("stage_change");
  SqlConditions conditions(deal, *deals, session.dialect());
  conditions.add(filter);
  const std::string profile = by.empty() ? "NULL" : conditions.expression(by);
  const std::string chosen =
      "SELECT id, " + profile + " AS profile FROM " + deals->table() + conditions.where();
  const std::string sql = "SELECT chosen.profile, h." + sql_name("stage") +
                          ", COUNT(DISTINCT chosen.id) FROM (" + chosen + ") AS chosen JOIN " +
                          history->table() + " AS h ON h." + sql_name("deal") +
                          " = chosen.id WHERE h.deleted_at_ms IS NULL AND h." +
                          sql_name("pipeline") + " = " + conditions.bind(pipeline) +
                          " GROUP BY 1, 2 ORDER BY 1, 2 LIMIT " + std::to_string(kAggregateRowsMax);
  std::vector<Reached> reached;
  for (const db::Row& row : TRY(session.query(sql, conditions.values())))
    reached.push_back({row.is_null(0) ? std::string() : row.text(0), row.text(1), row.integer(2)});
  return reached;
}

}  // namespace kontor::host
