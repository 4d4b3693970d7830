#include "marketplace/log/entry.hpp"

#include <map>

#include "base/core/json_schema.hpp"
#include "base/crypto/canonical_json.hpp"
#include "marketplace/log/log.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kShapes = R"json({
  "definitions": {
    "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "name": {"type": "string", "minLength": 1, "maxLength": 200},
    "text": {"type": "string", "maxLength": 2000},
    "time": {"type": "string", "minLength": 20, "maxLength": 40}
  },
  "release": {
    "vendor": {"$ref": "#/definitions/name"}, "plugin": {"$ref": "#/definitions/name"},
    "version": {"$ref": "#/definitions/name"},
    "target": {"type": "string", "minLength": 1, "maxLength": 600},
    "sha256": {"$ref": "#/definitions/hash"}, "length": {"type": "integer", "minimum": 0}
  },
  "vendor-keys": {
    "vendor": {"$ref": "#/definitions/name"},
    "keyids": {"type": "array", "maxItems": 32, "items": {"$ref": "#/definitions/hash"}},
    "threshold": {"type": "integer", "minimum": 0, "maximum": 32}
  },
  "transfer": {
    "plugin": {"$ref": "#/definitions/name"}, "from": {"$ref": "#/definitions/name"},
    "to": {"$ref": "#/definitions/name"}, "announced": {"$ref": "#/definitions/time"},
    "effective": {"$ref": "#/definitions/time"}
  },
  "yank": {
    "plugin": {"$ref": "#/definitions/name"}, "version": {"$ref": "#/definitions/name"},
    "reason": {"$ref": "#/definitions/text"}
  },
  "deprecate": {
    "plugin": {"$ref": "#/definitions/name"}, "version?": {"$ref": "#/definitions/name"},
    "successor?": {"$ref": "#/definitions/name"}, "reason?": {"$ref": "#/definitions/text"}
  }
})json";

using Schemas = std::map<std::string, JsonSchema, std::less<>>;

// One schema a type: the members above, "type" and "at", no others; "name?" may be missing.
Schemas compile() {
  const Json shapes = Json::parse(kShapes);
  Schemas schemas;
  for (const auto& [type, members] : shapes.items()) {
    if (type == "definitions") continue;
    Json properties{{"type", {{"const", type}}}, {"at", {{"$ref", "#/definitions/time"}}}};
    Json required{"type", "at"};
    for (const auto& [name, shape] : members.items()) {
      const bool optional = name.ends_with('?');
      const std::string plain = optional ? name.substr(0, name.size() - 1) : name;
      properties[plain] = shape;
      if (!optional) required.push_back(plain);
    }
    const Json schema{{"type", "object"},
                      {"definitions", shapes["definitions"]},
                      {"properties", std::move(properties)},
                      {"required", std::move(required)},
                      {"additionalProperties", false}};
    schemas.emplace(type, JsonSchema::parse(schema).value());
  }
  return schemas;
}

const Schemas& schemas() {
  static const Schemas compiled = compile();
  return compiled;
}

}  // namespace

Status check_log_entry(const Json& entry) {
  const std::string type = TRY(json_text(entry, "type"));
  const auto schema = schemas().find(type);
  if (schema == schemas().end())
    return Error{ErrorCode::invalid_argument, "a log holds no entries of type \"" + type + "\""};
  TRY(schema->second.validate(entry));
  for (const char* name : {"at", "announced", "effective"})
    if (entry.contains(name)) TRY(parse_rfc3339(entry[name].get_ref<const std::string&>()));
  return ok();
}

Result<std::string> log_entry_bytes(const Json& entry) {
  TRY(check_log_entry(entry));
  std::string bytes = TRY(crypto::canonical_json(entry));
  if (bytes.size() > kLogEntryBytesMax)
    return Error{ErrorCode::invalid_argument, "a log entry is longer than 4096 bytes"};
  return bytes;
}

Result<Json> parse_log_entry(std::string_view bytes) {
  Json entry = TRY(parse_json(bytes, {.bytes_max = kLogEntryBytesMax, .depth_max = 4}));
  const std::string canonical = TRY(log_entry_bytes(entry));
  if (canonical != bytes)
    return Error{ErrorCode::invalid_argument, "the entry is not canonical JSON"};
  return entry;
}

std::string_view release_hash(std::string_view canonical_entry) {
  // Inside a text a quote is escaped, so neither mark can be part of one.
  constexpr std::string_view kHashMark = R"("sha256":")";
  constexpr std::size_t kHashDigits = 64;
  if (canonical_entry.find(R"("type":"release")") == std::string_view::npos) return {};
  const std::size_t place = canonical_entry.find(kHashMark);
  if (place == std::string_view::npos) return {};
  return canonical_entry.substr(place + kHashMark.size(), kHashDigits);
}

TimeMs log_entry_time(const Json& entry) {
  const auto at = parse_rfc3339(entry.value("at", ""));
  return at ? *at : 0;
}

}  // namespace kontor::marketplace
