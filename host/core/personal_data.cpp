#include "host/core/personal_data.hpp"

#include <algorithm>

namespace kontor::host {

bool is_personal(const Field& field) { return !field.personal_data.empty(); }

bool is_personal(const Entity& entity) {
  return std::any_of(entity.fields.begin(), entity.fields.end(),
                     [](const Field& field) { return is_personal(field); });
}

bool is_contact(const Field& field) {
  return field.personal_data == "contact" &&
         (field.type == FieldType::email || field.type == FieldType::phone);
}

bool tells_name(const Field& field) {
  const bool text = field.type == FieldType::text || is_contact(field);
  return text && (field.personal_data == "identity" || field.personal_data == "contact");
}

bool may_be_somebody(const Entity& entity) {
  return entity.name != "person" && std::any_of(entity.fields.begin(), entity.fields.end(),
                                                [](const Field& f) { return is_contact(f); });
}

bool is_about_person(const Entity& entity, const Field& field) {
  const bool points = field.type == FieldType::reference && field.target == "person";
  return points && field.plugin.empty() && !field.mention && (!field.custom || entity.custom);
}

std::vector<std::string> fields_about_person(const Entity& entity) {
  std::vector<std::string> names;
  for (const Field& field : entity.fields)
    if (is_about_person(entity, field)) names.push_back(field.name);
  return names;
}

bool has_subject(const Entity& entity) {
  return entity.find("subject_entity") != nullptr && entity.find("subject") != nullptr;
}

bool goes_with_person(const Entity& entity) {
  return has_subject(entity) ||
         std::any_of(entity.fields.begin(), entity.fields.end(), [&](const Field& field) {
           return field.required && is_about_person(entity, field);
         });
}

}  // namespace kontor::host
