#include "host/core/record.hpp"

namespace kontor::host {

Json record_json(const Record& record) {
  Json json{{"id", record.id},
            {"entity", record.entity},
            {"version", record.version},
            {"created_at", to_rfc3339(record.created_at_ms)},
            {"updated_at", to_rfc3339(record.updated_at_ms)},
            {"fields", record.fields}};
  if (record.deleted_at_ms) json["deleted_at"] = to_rfc3339(*record.deleted_at_ms);
  return json;
}

}  // namespace kontor::host
