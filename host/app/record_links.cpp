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

std::vector<RecordParent> parents_of(const std::string& entity) {
  if (entity == "activity") return {{"subject", ""}};
  if (entity == "stage_change") return {{"deal", "deal"}};
  if (entity == "order_line") return {{"order", "order"}};
  if (entity == "contact_role") return {{"person", "person"}, {"organisation", "organisation"}};
  return {};
}

std::string parent_kind(const RecordParent& parent, const Record& record) {
  return parent.entity.empty() ? record.fields.value("subject_entity", "") : parent.entity;
}

std::vector<TimelineSource> timeline_sources(const std::string& entity) {
  if (entity == "person") return {{"lead", "converted_person", "id"}};
  if (entity == "deal") return {{"lead", "converted_deal", "id"}};
  if (entity == "organisation") {
    return {{"contact_role", "organisation", "person"},
            {"person", "organisation", "id"},
            {"lead", "converted_organisation", "id"}};
  }
  return {};
}

std::vector<std::string> persons_of(const Entity& entity, const Record& record) {
  if (entity.name == "person") return {record.id};
  std::vector<std::string> persons;
  const auto take = [&](const std::string& name) {
    const auto value = record.fields.find(name);
    if (value != record.fields.end() && value->is_string())
      persons.push_back(value->get<std::string>());
  };
  for (const Field& field : entity.fields) {
    if (field.type == FieldType::reference && field.target == "person") take(field.name);
  }
  if (record.fields.value("subject_entity", "") == "person") take("subject");
  return persons;
}

}  // namespace kontor::host
