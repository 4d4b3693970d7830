#include "marketplace/core/reconcile.hpp"

#include <set>

#include "marketplace/core/commitment.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kLoggedWithinMs = std::int64_t{60} * 60 * 1000;

// The statement's lists, checked for the members that are read.
Result<const Json*> list_in(const Json& statement, const char* name) {
  const auto list = statement.find(name);
  if (list == statement.end() || !list->is_array())
    return Error{ErrorCode::invalid_argument,
                 std::string("the statement has no list \"") + name + "\""};
  return &*list;
}

}  // namespace

Result<Reconciliation> reconcile(const Json& statement,
                                 const std::map<std::string, std::uint64_t>& logged,
                                 std::int64_t now_ms) {
  Reconciliation found;
  std::set<std::string> opened, licensed_orders;
  for (const Json& line : *TRY(list_in(statement, "licenses"))) {
    const std::string order_id = TRY(json_text(line, "order_id"));
    const std::string at = TRY(json_text(line, "at"));
    const TimeMs at_ms = TRY(parse_rfc3339(at));
    const Opening opening = TRY(parse_opening(line.value("opening", Json::object())));
    const std::string hash = TRY(commitment_of(opening));
    licensed_orders.insert(order_id);
    // One entry of the log vouches for one line.
    const bool logged_once = logged.contains(hash) && opened.insert(hash).second;
    if (logged_once)
      ++found.licenses;
    else if (line.value("log_index", Json()).is_null() && now_ms - at_ms < kLoggedWithinMs)
      ++found.waiting;
    else
      found.not_in_log.push_back(order_id);
  }
  for (const auto& [hash, index] : logged)
    if (!opened.contains(hash)) found.not_in_statement.push_back(hash);
  std::map<std::string, std::int64_t> booked;
  for (const Json& line : *TRY(list_in(statement, "postings")))
    if (line.contains("order_id") && line["order_id"].is_string())
      booked[line["order_id"].get<std::string>()] += TRY(json_integer(line, "gross"));
  for (const auto& [order_id, gross] : booked)
    if (gross != 0 && !licensed_orders.contains(order_id))
      found.without_license.push_back(order_id);
  return found;
}

Json to_json(const Reconciliation& found) {
  return {{"clean", found.clean()},         {"licenses", found.licenses},
          {"waiting", found.waiting},       {"not_in_statement", found.not_in_statement},
          {"not_in_log", found.not_in_log}, {"without_license", found.without_license}};
}

}  // namespace kontor::marketplace
