#include "host/core/definition_rules.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "host/core/values.hpp"

namespace kontor::host {

namespace {

Error refuse_definition(const std::string& what, const std::string& why,
                        ErrorCode code = ErrorCode::invalid_argument) {
  return Error{code, what + ": " + why,
               to_text(Json{{"code", "definition-refused"}, {"definition", what}})};
}

std::string place_of(const Entity& entity, const std::string& field) {
  return entity.name + "." + field;
}

bool is_own_name(const std::string& name) {
  return name.starts_with("x_") && name.size() > 2 && name.size() <= 50;
}

// Columns that every table has, and names that every record's JSON has.
bool is_reserved(const std::string& name) {
  constexpr std::array<std::string_view, 12> kReserved{
      "id",          "seq",           "version",       "extra",
      "search_text", "search_vector", "created_at_ms", "updated_at_ms",
      "entity",      "created_at",    "deleted_at_ms", "deleted_with"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

// Columns that money and phones bring beside them.
bool ends_like_companion(const std::string& name) {
  constexpr std::array<std::string_view, 6> kEndings{"_amount",  "_currency", "_key",
                                                     "_entered", "_flag",     "_extension"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

bool may_be_unique(FieldType type) {
  return type == FieldType::text || type == FieldType::email || type == FieldType::url ||
         type == FieldType::number || type == FieldType::date || type == FieldType::choice;
}

Status check_field(const Entity& entity, const Field& field) {
  const std::string place = place_of(entity, field.name);
  if (field.unique && !may_be_unique(field.type))
    return refuse_definition(place, "a field of this type cannot be unique");
  if ((field.minimum || field.maximum) && field.type != FieldType::number)
    return refuse_definition(place, "only a number has a minimum and a maximum");
  if (field.minimum && field.maximum && *field.minimum > *field.maximum)
    return refuse_definition(place, "the minimum is more than the maximum");
  if (field.choices.size() > kChoicesOfFieldMax)
    return refuse_definition(place, "too many choices");
  const bool chosen = field.type == FieldType::choice || field.type == FieldType::multi_choice;
  if (field.type == FieldType::choice && field.choices.empty())
    return refuse_definition(place, "a choice needs choices");
  if (!chosen && !field.choices.empty())
    return refuse_definition(place, "only a choice has choices");
  if (field.personal_data == "special" && (field.purpose.empty() || field.retention_days <= 0))
    return refuse_definition(place, "special personal data needs a purpose and retention_days");
  if (field.required && field.read_only)
    return refuse_definition(place, "nobody could fill a required field that is read-only");
  if (!field.default_value.is_null()) {
    const auto accepted = accept_value(field, field.default_value);
    if (!accepted) return refuse_definition(place, "the default: " + accepted.error().message);
  }
  return ok();
}

void add_phone_companions(Entity& entity, const Field& phone) {
  const auto companion = [&](const char* ending) {
    Field field;
    field.name = phone.name + ending;
    field.labels = phone.labels;
    for (auto& [language, text] : field.labels) text += std::string(" (") + (ending + 1) + ")";
    field.read_only = true;
    field.custom = true;
    field.personal_data = phone.personal_data;
    entity.fields.push_back(std::move(field));
  };
  for (const char* ending : {"_entered", "_flag", "_extension"}) companion(ending);
}

// The product knows its own choices; those of a company's field are the company's.
Result<std::vector<Choice>> adjusted_choices(const Field& field, bool own, const Json& change) {
  Json probe{{"name", field.name}, {"type", "choice"}, {"choices", change}};
  Field parsed = TRY(Field::parse(probe));
  if (own) return std::move(parsed.choices);
  for (const Choice& known : field.choices) {
    const bool kept = std::any_of(parsed.choices.begin(), parsed.choices.end(),
                                  [&](const Choice& c) { return c.value == known.value; });
    if (!kept)
      return Error{ErrorCode::invalid_argument,
                   "the built-in choice " + known.value + " must stay"};
  }
  return std::move(parsed.choices);
}

// null takes it away.
std::optional<double> limit_or_none(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  return value.get<double>();
}

void merge_labels(Labels& labels, const Labels& changed) {
  for (const auto& [language, text] : changed) labels[language] = text;
}

}  // namespace

Status add_custom_field(Entity& entity, Field field) {
  const std::string place = place_of(entity, field.name);
  if (!is_own_name(field.name) || ends_like_companion(field.name))
    return refuse_definition(place,
                             "a name of your own begins with x_, has at most 50 characters and "
                             "does not end like _amount, _currency, _key, _entered, _flag or "
                             "_extension");
  if (entity.engine_only) return refuse_definition(place, "the host alone writes these records");
  if (entity.find(field.name) != nullptr || entity.find_switched_off(field.name) != nullptr)
    return refuse_definition(place, "there is a field of this name", ErrorCode::conflict);
  const auto own = std::count_if(entity.fields.begin(), entity.fields.end(),
                                 [](const Field& known) { return known.custom; });
  if (static_cast<std::size_t>(own) >= kCustomFieldsMax)
    return refuse_definition(place, "too many fields", ErrorCode::exhausted);
  TRY(check_field(entity, field));
  field.custom = true;
  field.plugin.clear();
  if (field.type == FieldType::phone) add_phone_companions(entity, field);
  entity.fields.push_back(std::move(field));
  return ok();
}

namespace {

Status check_new_entity(const Entity& entity) {
  for (const Field& field : entity.fields)
    if (is_reserved(field.name))
      return refuse_definition(place_of(entity, field.name), "every record has something named so");
  for (const Field& field : entity.fields) TRY(check_field(entity, field));
  const FieldType title = entity.find(entity.title_field)->type;
  if (title != FieldType::text && title != FieldType::choice && title != FieldType::email)
    return refuse_definition(entity.name, "the title is a text field");
  return ok();
}

}  // namespace

Status check_custom_entity(const Entity& entity) {
  if (!is_own_name(entity.name))
    return refuse_definition(entity.name, "a name of your own begins with x_");
  return check_new_entity(entity);
}

bool is_of_plugin(std::string_view entity) { return entity.starts_with("p_"); }

Status settle_plugin_entity(Entity& entity) {
  if (!is_of_plugin(entity.name) || entity.name.size() > kEntityNameMax)
    return refuse_definition(entity.name, "a plugin's name begins with p_ and its vendor");
  std::vector<Field> phones;
  for (const Field& field : entity.fields) {
    if (ends_like_companion(field.name) || field.name.starts_with("x_") ||
        field.name.size() > kEntityNameMax)
      return refuse_definition(place_of(entity, field.name),
                               "has at most 50 characters, does not begin with x_ and does not end "
                               "like _amount, _currency, _key, _entered, _flag or _extension");
    if (field.type == FieldType::phone) phones.push_back(field);
  }
  TRY(check_new_entity(entity));
  for (const Field& phone : phones) add_phone_companions(entity, phone);
  return ok();
}

Status add_to_plugin_entity(Entity& entity, const CompanyDefinitions& company) {
  for (const auto& [name, field] : company.fields) {
    if (name != entity.name) continue;
    if (is_of_plugin(field.target))
      return refuse_definition(place_of(entity, field.name),
                               "a field of your own cannot refer to what a plugin keeps, which "
                               "may go with the plugin");
    TRY(add_custom_field(entity, field));
  }
  for (const Adjustment& adjustment : company.adjustments) {
    if (adjustment.entity != entity.name) continue;
    if (!is_own_name(adjustment.field))
      return refuse_definition(
          adjustment.field.empty() ? entity.name : place_of(entity, adjustment.field),
          entity.plugin +
              " says what this is; only fields of your own can be "
              "added to it and changed");
    TRY(adjust_field(entity, adjustment));
  }
  for (const auto& [name, pipeline] : company.pipelines)
    if (name == entity.name) TRY(set_pipeline(entity, pipeline));
  settle_definition(entity);
  return ok();
}

Status adjust_field(Entity& entity, const Adjustment& adjustment) {
  const std::string place = place_of(entity, adjustment.field);
  const auto found = std::find_if(entity.fields.begin(), entity.fields.end(),
                                  [&](const Field& f) { return f.name == adjustment.field; });
  if (found == entity.fields.end())
    return refuse_definition(place, "there is no such field", ErrorCode::not_found);
  Field& field = *found;
  const bool own = field.custom || entity.custom;
  const Json& change = adjustment.change;
  const Labels labels = TRY(parse_labels(change.value("labels", Json())));
  merge_labels(field.labels, labels);
  if (change.contains("choices")) {
    const bool by_pipelines =
        !entity.pipelines.empty() &&
        (field.name == "stage" || field.name == "reached" || field.name == "pipeline");
    const bool chosen = field.type == FieldType::choice || field.type == FieldType::multi_choice;
    if (by_pipelines || !chosen)
      return refuse_definition(place, "its choices cannot be changed here");
    auto choices = adjusted_choices(field, own, change["choices"]);
    if (!choices) return refuse_definition(place, choices.error().message);
    field.choices = std::move(*choices);
  }
  if (own) field.required = change.value("required", field.required);
  if (change.value("required", false)) field.required = true;
  if (change.contains("minimum")) field.minimum = limit_or_none(change["minimum"]);
  if (change.contains("maximum")) field.maximum = limit_or_none(change["maximum"]);
  if (change.contains("default")) field.default_value = change["default"];
  if (change.contains("purpose")) field.purpose = change["purpose"];
  if (change.contains("retention_days")) field.retention_days = change["retention_days"];
  field.hidden = change.value("hidden", field.hidden);
  const bool needed = field.required || field.name == entity.title_field || field.read_only;
  if (field.hidden && needed)
    return refuse_definition(place, "the product needs this field; it cannot be hidden");
  if (field.opt_in && (field.purpose.empty() != (field.retention_days <= 0)))
    return refuse_definition(place, "both a purpose and retention_days are needed to use it");
  return check_field(entity, field);
}

Status adjust_entity(Entity& entity, const Adjustment& adjustment) {
  const Labels labels = TRY(parse_labels(adjustment.change.value("labels", Json())));
  const Labels many = TRY(parse_labels(adjustment.change.value("labels_many", Json())));
  merge_labels(entity.labels, labels);
  merge_labels(entity.plural_labels, many);
  entity.hidden = adjustment.change.value("hidden", entity.hidden);
  if (entity.hidden && entity.engine_only)
    return refuse_definition(entity.name, "the host keeps its own records here");
  return ok();
}

Status set_pipeline(Entity& entity, Pipeline pipeline) {
  if (entity.pipelines.empty())
    return refuse_definition(entity.name, "has no pipelines", ErrorCode::not_found);
  for (Pipeline& known : entity.pipelines) {
    if (known.name != pipeline.name) continue;
    known = std::move(pipeline);
    return ok();
  }
  if (entity.pipelines.size() >= kPipelinesMax)
    return refuse_definition(entity.name, "too many pipelines", ErrorCode::exhausted);
  entity.pipelines.push_back(std::move(pipeline));
  return ok();
}

void settle_definition(Entity& entity) {
  if (!entity.pipelines.empty()) {
    std::vector<Choice> pipelines;
    std::vector<Choice> stages;
    for (const Pipeline& pipeline : entity.pipelines) {
      pipelines.push_back({pipeline.name, pipeline.labels});
      for (const Stage& stage : pipeline.stages) {
        const bool known = std::any_of(stages.begin(), stages.end(),
                                       [&](const Choice& c) { return c.value == stage.name; });
        const bool end = stage.name == "won" || stage.name == "lost";
        if (!known && !end) stages.push_back({stage.name, stage.labels});
      }
    }
    for (Field& field : entity.fields) {
      if (field.name == "pipeline") field.choices = pipelines;
      if (field.name != "stage" && field.name != "reached") continue;
      std::vector<Choice> choices = stages;
      std::copy_if(field.choices.begin(), field.choices.end(), std::back_inserter(choices),
                   [](const Choice& c) { return c.value == "won" || c.value == "lost"; });
      field.choices = std::move(choices);
    }
  }
  std::vector<Field> used;
  used.reserve(entity.fields.size());
  for (Field& field : entity.fields) {
    const bool dormant = field.opt_in && field.purpose.empty();
    (field.hidden || dormant ? entity.switched_off : used).push_back(std::move(field));
  }
  entity.fields = std::move(used);
}

Status check_targets(const std::map<std::string, Entity, std::less<>>& entities) {
  for (const auto& [name, entity] : entities) {
    for (const Field& field : entity.fields) {
      if (field.type != FieldType::reference || field.target == "user") continue;
      if (!entities.contains(field.target))
        return refuse_definition(place_of(entity, field.name),
                                 "there is no entity " + field.target.substr(0, 60));
    }
  }
  return ok();
}

}  // namespace kontor::host
