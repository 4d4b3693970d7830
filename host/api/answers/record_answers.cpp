#include "host/api/answers/record_answers.hpp"

#include "base/core/shape.hpp"

namespace kontor::host::answers {

using namespace shape;

namespace {

Json labels() { return map_of(text()); }

Json field() {
  const Json choice = object({{"value", text()}, {"labels", labels()}});
  return object({{"name", text()},        {"type", text()},
                 {"labels", labels()},    {"required?", flag()},
                 {"searchable?", flag()}, {"read_only?", flag()},
                 {"computed?", flag()},   {"entity?", text()},
                 {"mention?", flag()},    {"personal_data?", text()},
                 {"purpose?", text()},    {"retention_days?", count()},
                 {"minimum?", number()},  {"maximum?", number()},
                 {"unique?", flag()},     {"hidden?", flag()},
                 {"opt_in?", flag()},     {"custom?", flag()},
                 {"default?", any()},     {"plugin?", text()},
                 {"editable?", flag()},   {"choices?", list_of(choice)}});
}

Json level() { return object({{"response_minutes", count()}, {"resolution_minutes", count()}}); }

}  // namespace

Json record() {
  return object({{"id", text()},
                 {"entity", text()},
                 {"version", count()},
                 {"created_at", moment()},
                 {"updated_at", moment()},
                 {"deleted_at?", moment()},
                 {"fields", map_of(any())}});
}

Json record_page(std::string_view name) {
  const Json total = object({{"count", count()}, {"exact", flag()}});
  return with(page(name, record()), {{"total?", total}});
}

Json search_findings() {
  const Json of_entity =
      object({{"entity", text()}, {"records", list_of(record())}, {"more", flag()}});
  return object({{"found", list_of(of_entity)}});
}

Json definition() {
  const Json stage = object({{"name", text()}, {"labels", labels()}, {"probability", number()}});
  const Json pipeline =
      object({{"name", text()}, {"labels", labels()}, {"stages", list_of(stage)}});
  return object({{"entity", text()},
                 {"labels", labels()},
                 {"labels_many", labels()},
                 {"title", text()},
                 {"fields", list_of(field())},
                 {"pipelines?", list_of(pipeline)},
                 {"required_any?", list_of(text())},
                 {"custom?", flag()},
                 {"engine_only?", flag()},
                 {"plugin?", text()}});
}

Json entities() { return only("entities", definition()); }

Json definitions() {
  return only("entities",
              with(definition(), {{"hidden", flag()}, {"switched_off", list_of(field())}}));
}

Json removed_entity() { return object({{"entity", text()}, {"records", count()}}); }

Json a_json_schema() {
  return open_object({{"$schema", text()}, {"title", text()}, {"properties?", map_of(any())}});
}

Json figures() {
  return only("rows", object({{"group", list_of(any())}, {"values", list_of(or_null(number()))}}));
}

Json forecast() {
  return only("quarters", object({{"quarter", text()},
                                  {"currency", or_null(text())},
                                  {"deals", count()},
                                  {"amount", integer()},
                                  {"weighted", integer()}}));
}

Json funnel() {
  const Json stage = object({{"stage", text()},
                             {"reached", count()},
                             {"dropped", integer()},
                             {"of_previous", or_null(number())},
                             {"of_first", or_null(number())}});
  const Json profile = object({{"of", or_null(text())}, {"stages", list_of(stage)}});
  return object({{"pipeline", text()}, {"by", or_null(text())}, {"profiles", list_of(profile)}});
}

Json purchases() {
  const Json sum = object({{"currency", or_null(text())},
                           {"orders", count()},
                           {"revenue", integer()},
                           {"average", integer()}});
  return with(page("orders", record()), {{"summary", list_of(sum)}});
}

Json conversion() {
  const Json id = or_null(text());
  return object({{"lead", record()}, {"person", id}, {"organisation", id}, {"deal", id}});
}

Json bulk_job() {
  return object({{"id", text()},
                 {"entity", text()},
                 {"action", one_of({"update", "delete"})},
                 {"state", one_of({"running", "done", "cancelled", "failed"})},
                 {"message", text()},
                 {"created_at", moment()},
                 {"finished_at", or_null(moment())},
                 {"total", count()},
                 {"changed", count()},
                 {"unchanged", count()},
                 {"failed", count()},
                 {"problems", list_of(object({{"id", text()}, {"reason", text()}}))}});
}

Json notices() {
  return only("notices", object({{"id", text()},
                                 {"kind", text()},
                                 {"entity", text()},
                                 {"record", text()},
                                 {"body", any()},
                                 {"created_at", moment()}}));
}

Json service_levels() {
  const Json spans = list_of(list_of(text()));
  std::vector<Member> hours{{"time_zone", text()}, {"holidays", list_of(text())}};
  hours.reserve(hours.size() + 7);
  for (const char* day :
       {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
    hours.push_back({day, spans});
  return object({{"hours", object(hours)}, {"levels", map_of(level())}});
}

Json duplicates() {
  return page("groups", object({{"match", text()}, {"records", list_of(record())}}));
}

Json record_file() {
  return object({{"id", text()},
                 {"plugin", text()},
                 {"name", text()},
                 {"content_type", text()},
                 {"size_bytes", count()},
                 {"sha256", text()},
                 {"created_at", moment()},
                 {"field?", text()}});
}

Json record_files() { return list_of(record_file()); }

}  // namespace kontor::host::answers
