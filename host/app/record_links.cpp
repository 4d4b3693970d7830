#include "host/app/record_links.hpp"

#include <algorithm>

namespace kontor::host {

std::vector<RecordStore::Follower> pointers_to(const Catalogue& catalogue,
                                               const std::string& entity) {
  std::vector<RecordStore::Follower> pointers;
  for (const auto* entities : {&catalogue.entities(), &catalogue.hidden()}) {
    for (const auto& [name, other] : *entities) {
      for (const Field& field : other.fields) {
        const bool points = field.type == FieldType::reference && field.target == entity;
        if (points && field.plugin.empty()) pointers.push_back({name, field.name});
      }
    }
  }
  return pointers;
}

std::vector<RecordStore::Follower> followers_of(const std::string& entity) {
  std::vector<RecordStore::Follower> followers{{"activity", "subject"}};
  if (entity == "deal") followers.push_back({"stage_change", "deal"});
  if (entity == "order") followers.push_back({"order_line", "order"});
  if (entity == "person" || entity == "organisation") followers.push_back({"contact_role", entity});
  return followers;
}

}  // namespace kontor::host
