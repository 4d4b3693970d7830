#include "host/store/record_store.hpp"
#include "host/store/row_order.hpp"
#include "host/store/sql_conditions.hpp"

namespace kontor::host {

Result<std::vector<RecordStore::Reached>> RecordStore::reached_stages(
    db::Session& session, const Entity& deal, const Filter& filter, const std::string& by,
    const std::string& pipeline) const {
  const auto deals = layout(deal.name);
  SqlConditions conditions(deal, *deals, session.dialect());
  const Filter wanted = Filter::all_of({filter, Filter::of({"pipeline", FilterOp::eq, pipeline})});
  conditions.add(wanted);
  std::set<std::string> used = compared_by(wanted, conditions);
  used.insert(conditions.expression("reached"));
  if (!by.empty()) used.insert(conditions.expression(by));
  const bool in_order = add_in_row_order(deal, wanted, used, conditions);
  const std::string profile = by.empty() ? "" : conditions.expression(by) + ", ";
  const std::string groups = by.empty() ? "1" : "1, 2";
  const std::string sql = "SELECT " + profile + sql_name("reached") + ", COUNT(*) FROM " +
                          deals->table() + (in_order ? " NOT INDEXED" : "") + conditions.where() +
                          " GROUP BY " + groups + " ORDER BY " + groups + " LIMIT " +
                          std::to_string(kAggregateRowsMax);
  std::vector<Reached> reached;
  for (const db::Row& row : TRY(session.query(sql, conditions.values()))) {
    const std::size_t at = by.empty() ? 0 : 1;
    reached.push_back(
        {by.empty() ? std::string() : row.text(0), row.text(at), row.integer(at + 1)});
  }
  return reached;
}

}  // namespace kontor::host
