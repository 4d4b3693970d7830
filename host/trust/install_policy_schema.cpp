#include "host/trust/install_policy.hpp"

namespace kontor::host {

std::string_view install_policy_schema_text() {
  return R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Install policy of a Kontor host",
  "type": "object",
  "additionalProperties": false,
  "required": ["format", "serial", "signers"],
  "properties": {
    "format": {"const": "kontor.install-policy/1"},
    "serial": {"type": "integer", "minimum": 1, "maximum": 9007199254740991,
      "description": "Each policy needs a higher one than the policy before."},
    "signers": {"type": "array", "minItems": 1, "maxItems": 16, "items": {"$ref": "#/definitions/key"},
      "description": "Ed25519 public keys (hexadecimal) that may sign the next policy."},
    "minimum_age_hours": {"type": "integer", "minimum": 0, "maximum": 87600,
      "description": "So long a release must be in the transparency log."},
    "review": {"enum": ["when-offered", "none", "automatic", "reviewed"]},
    "log": {"enum": ["when-offered", "none", "required"]},
    "vendors": {"type": "object", "additionalProperties": false,
      "properties": {"allowed": {"$ref": "#/definitions/names"}, "forbidden": {"$ref": "#/definitions/names"}}},
    "permissions": {"type": "object", "additionalProperties": false,
      "properties": {"forbidden": {"$ref": "#/definitions/names",
        "description": "record:ENTITY.FIELD:VERB, operation:NAME, egress:HOST:PORT, secret:NAME, isolation:in_process; * stands for any part."}}},
    "pins": {"type": "object", "maxProperties": 1000, "additionalProperties": {
      "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
      "properties": {"version": {"type": "string", "minLength": 1, "maxLength": 64},
                     "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}}},
    "approve": {"type": "object", "additionalProperties": false,
      "properties": {"roles": {"$ref": "#/definitions/names"}, "users": {"$ref": "#/definitions/names"}}},
    "updates": {"type": "object", "additionalProperties": false,
      "properties": {"default": {"$ref": "#/definitions/updates"},
        "plugins": {"type": "object", "maxProperties": 1000,
          "additionalProperties": {"$ref": "#/definitions/updates"}}}}
  },
  "definitions": {
    "key": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "names": {"type": "array", "maxItems": 1000,
      "items": {"type": "string", "minLength": 1, "maxLength": 200}},
    "updates": {"type": "object", "additionalProperties": false,
      "properties": {"take": {"enum": ["manual", "patch", "minor", "all"]},
        "channel": {"enum": ["stable", "beta", "private"]}, "staged": {"type": "boolean"}}}
  }
})json";
}

}  // namespace kontor::host
