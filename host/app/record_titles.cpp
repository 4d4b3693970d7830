#include "host/app/record_titles.hpp"

namespace kontor::host {

Result<std::map<std::string, std::string>> record_titles(Records& records,
                                                         const Principal& principal,
                                                         const std::string& entity,
                                                         const std::set<std::string>& ids) {
  std::map<std::string, std::string> titles;
  const auto catalogue = records.definitions().now();
  const Entity* const known = catalogue->find(entity);
  if (known == nullptr || ids.empty() || !principal.rights->may(entity, Verb::read)) return titles;
  ListRequest request{.entity = entity, .limit = kListLimitMax};
  request.filter = Json::array({Json{{"field", "id"}, {"op", "in"}, {"value", ids}}});
  const RecordPage named = TRY(records.list_for_export(principal, request));
  for (const Record& record : named.records) {
    const auto title = record.fields.find(known->title_field);
    if (title != record.fields.end() && title->is_string())
      titles[record.id] = title->get<std::string>();
  }
  return titles;
}

}  // namespace kontor::host
