#include "host/store/row_order.hpp"

#include <algorithm>
#include <optional>

namespace kontor::host {
namespace {

std::string compared(const Condition& condition, const SqlConditions& conditions) {
  const bool currency = condition.of == Condition::Of::currency;
  return currency ? conditions.currency(condition.field) : conditions.expression(condition.field);
}

// A column of an index, as SqlConditions writes it.
std::string written(const std::string& column) {
  const bool bare = column == "created_at_ms" || column == "updated_at_ms";
  return bare ? column : sql_name(column);
}

// Those that hold for every row of the answer.
void add_certain(const Filter& filter, std::vector<const Condition*>& certain) {
  if (filter.kind == Filter::Kind::condition) certain.push_back(&filter.condition);
  if (filter.kind != Filter::Kind::all) return;
  for (const Filter& part : filter.parts) add_certain(part, certain);
}

bool is_lower(FilterOp op) { return op == FilterOp::ge || op == FilterOp::gt; }
bool is_upper(FilterOp op) { return op == FilterOp::le || op == FilterOp::lt; }

// What of the filter an index finds by: equal columns at its beginning, then a range.
struct Found {
  std::vector<const Condition*> by;
  bool covers = false;
};

class Finder {
 public:
  Finder(std::vector<const Condition*> certain, const SqlConditions& conditions)
      : certain_(std::move(certain)), conditions_(conditions) {}

  std::optional<Found> in(const std::vector<std::string>& index,
                          const std::set<std::string>& used) const {
    Found found;
    auto column = index.begin();
    for (; column != index.end(); ++column) {
      const Condition* const equal =
          first_of(*column, [](FilterOp op) { return op == FilterOp::eq; });
      if (equal == nullptr) break;
      found.by.push_back(equal);
    }
    if (column == index.end()) return std::nullopt;
    const Condition* const lower = first_of(*column, is_lower);
    const Condition* const upper = first_of(*column, is_upper);
    if (lower == nullptr || upper == nullptr) return std::nullopt;
    found.by.insert(found.by.end(), {lower, upper});
    std::set<std::string> held;
    for (const std::string& each : index) held.insert(written(each));
    const bool living = std::ranges::find(index, "deleted_at_ms") != index.end();
    found.covers = living && std::ranges::includes(held, used);
    return found;
  }

  // Whether something else narrows better: a value an index begins with, or an id.
  bool has_better(const Entity& entity, const Found& found) const {
    return std::ranges::any_of(certain_, [&](const Condition* one) {
      if (one->op != FilterOp::eq && one->op != FilterOp::in) return false;
      if (std::ranges::find(found.by, one) != found.by.end()) return false;
      const std::string column = compared(*one, conditions_);
      return column == "id" || std::ranges::any_of(entity.indexes, [&](const auto& index) {
               return written(index.front()) == column;
             });
    });
  }

 private:
  template <typename Matches>
  const Condition* first_of(const std::string& column, Matches matches) const {
    const auto found = std::ranges::find_if(certain_, [&](const Condition* one) {
      return matches(one->op) && compared(*one, conditions_) == written(column);
    });
    return found == certain_.end() ? nullptr : *found;
  }

  std::vector<const Condition*> certain_;
  const SqlConditions& conditions_;
};

}  // namespace

std::set<std::string> compared_by(const Filter& filter, const SqlConditions& conditions) {
  std::set<std::string> columns;
  filter.for_each([&](const Condition& one) { columns.insert(compared(one, conditions)); });
  return columns;
}

bool add_in_row_order(const Entity& entity, const Filter& filter, const std::set<std::string>& used,
                      SqlConditions& conditions) {
  if (conditions.dialect() != db::Dialect::sqlite) return false;
  std::vector<const Condition*> certain;
  add_certain(filter, certain);
  const Finder finder(std::move(certain), conditions);
  std::optional<Found> best;
  for (const auto& index : entity.indexes) {
    auto found = finder.in(index, used);
    if (!found) continue;
    if (found->covers) return false;
    if (!best || found->by.size() > best->by.size()) best = std::move(found);
  }
  if (!best || finder.has_better(entity, *best)) return false;
  Filter range;
  for (const Condition* one : best->by) range.parts.push_back(Filter::of(*one));
  conditions.add_rows_of(range);
  return true;
}

}  // namespace kontor::host
