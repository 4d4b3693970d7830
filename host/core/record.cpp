#include "host/core/record.hpp"

namespace kontor::host {

Json record_json(const Record& record) {
  // One by one: a list of initialisers copies each of them.
  Json json = Json::object();
  json["id"] = record.id;
  json["entity"] = record.entity;
  json["version"] = record.version;
  json["created_at"] = to_rfc3339(record.created_at_ms);
  json["updated_at"] = to_rfc3339(record.updated_at_ms);
  json["fields"] = record.fields;
  if (record.deleted_at_ms) json["deleted_at"] = to_rfc3339(*record.deleted_at_ms);
  return json;
}

}  // namespace kontor::host
