#include "host/plugins/user_names.hpp"

#include <map>
#include <set>

namespace kontor::host {
namespace {

constexpr std::size_t kNamedMax = 500;  // Each is one look into the database.

// The name of each user that points speak of, by id.
std::map<std::string, std::string> names_of_points(const std::vector<op::Series>& all,
                                                   Accounts& accounts) {
  std::map<std::string, std::string> names;
  for (const op::Series& series : all) {
    for (const op::Point& point : series.points) {
      if (!point.user || names.contains(*point.user) || names.size() >= kNamedMax) continue;
      const auto user = accounts.user(*point.user);
      names[*point.user] = user ? user->name : std::string();
    }
  }
  return names;
}

}  // namespace

void name_users(op::WidgetDataResponse& answer, Accounts& accounts) {
  const auto names = names_of_points(answer.series, accounts);
  std::set<std::string> once;
  std::set<std::string> shared;
  for (const auto& [id, name] : names) {
    if (!once.insert(name).second) shared.insert(name);
  }
  const auto name_one = [&](const std::string& user, std::string& label) {
    const auto found = names.find(user);
    if (found == names.end() || found->second.empty()) return;
    const std::string& name = found->second;
    label = shared.contains(name) ? name + " (" + label + ")" : name;
  };
  for (op::Series& series : answer.series) {
    for (op::Point& point : series.points)
      if (point.user) name_one(*point.user, point.label);
  }
  // A list of what such a point counts is called by the same id.
  for (op::RecordsBehind& list : answer.records) name_one(std::string(list.label), list.label);
}

}  // namespace kontor::host
