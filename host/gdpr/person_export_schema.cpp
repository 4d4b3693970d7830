#include "host/gdpr/person_export.hpp"

namespace kontor::host {

namespace {

Json line_of(const char* kind, Json properties, const std::vector<std::string>& required) {
  properties["kind"] = {{"const", kind}};
  std::vector<std::string> all = required;
  all.emplace_back("kind");
  return {{"type", "object"}, {"required", all}, {"properties", std::move(properties)}};
}

}  // namespace

const Json& PersonExport::line_schema() {
  static const Json text = {{"type", "string"}};
  static const Json whole = {{"type", "integer"}, {"minimum", 0}};
  static const Json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "A line of the export of everything about one person"},
      {"oneOf",
       Json::array(
           {line_of("begin",
                    {{"format", {{"const", "kontor-person-export/1"}}},
                     {"person", text},
                     {"exported_at", text}},
                    {"format", "person", "exported_at"}),
            line_of("record",
                    {{"entity", text},
                     {"id", text},
                     {"version", whole},
                     {"created_at", text},
                     {"updated_at", text},
                     {"deleted_at", text},
                     {"linked_by", text},
                     {"fields", {{"type", "object"}}}},
                    {"entity", "id", "fields", "linked_by"}),
            line_of("audit", {{"sequence", whole}, {"at", text}, {"action", text}},
                    {"sequence", "at", "action"}),
            line_of("plugin-data", {{"plugin", text}}, {"plugin", "data"}),
            line_of("plugin-storage", {{"plugin", text}, {"name", text}},
                    {"plugin", "name", "value"}),
            line_of("plugin-file",
                    {{"plugin", text},
                     {"id", text},
                     {"name", text},
                     {"size_bytes", whole},
                     {"path", text},
                     {"entity", text},
                     {"record", text},
                     {"field", text}},
                    {"plugin", "id", "name", "size_bytes"}),
            line_of("file-bytes", {{"file", text}, {"offset", whole}, {"data", text}},
                    {"file", "offset", "data"}),
            line_of("plugin-mail", {{"plugin", text}, {"address", text}, {"state", text}},
                    {"plugin", "address", "content", "state", "created_at"}),
            line_of("plugin-error", {{"plugin", text}, {"message", text}}, {"plugin", "message"}),
            line_of("end", {{"complete", {{"type", "boolean"}}}}, {"complete"})})}};
  return schema;
}

}  // namespace kontor::host
