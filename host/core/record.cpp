#include "host/core/record.hpp"

#include <utility>

#include "base/core/json_text.hpp"

namespace kontor::host {

Json record_json(Record record) {
  // One by one: a list of initialisers copies each of them.
  Json json = Json::object();
  json["id"] = std::move(record.id);
  json["entity"] = std::move(record.entity);
  json["version"] = record.version;
  json["created_at"] = to_rfc3339(record.created_at_ms);
  json["updated_at"] = to_rfc3339(record.updated_at_ms);
  json["fields"] = std::move(record.fields);
  if (record.deleted_at_ms) json["deleted_at"] = to_rfc3339(*record.deleted_at_ms);
  return json;
}

void append_record(std::string& out, const Record& record) {
  out.append(R"({"created_at":")").append(to_rfc3339(record.created_at_ms));
  if (record.deleted_at_ms) {
    out.append(R"(","deleted_at":")").append(to_rfc3339(*record.deleted_at_ms));
  }
  out.append(R"(","entity":)");
  append_json_string(out, record.entity);
  out.append(R"(,"fields":)");
  append_json(out, record.fields);
  out.append(R"(,"id":)");
  append_json_string(out, record.id);
  out.append(R"(,"updated_at":")").append(to_rfc3339(record.updated_at_ms));
  out.append(R"(","version":)").append(std::to_string(record.version)).append("}");
}

}  // namespace kontor::host
