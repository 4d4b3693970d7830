#include "marketplace/api/schemas.hpp"

namespace kontor::marketplace::schemas {
namespace {

constexpr const char* kEnvelope = R"json({
  "type": "object", "additionalProperties": false,
  "required": ["payloadType", "payload", "signatures"],
  "properties": {
    "payloadType": {"type": "string", "maxLength": 200},
    "payload": {"type": "string", "maxLength": 65536},
    "signatures": {
      "type": "array", "minItems": 1, "maxItems": 16,
      "items": {
        "type": "object", "additionalProperties": false, "required": ["sig"],
        "properties": {
          "keyid": {"type": "string", "maxLength": 200},
          "sig": {"type": "string", "maxLength": 1024}
        }
      }
    }
  }
})json";

}  // namespace

Json envelope() { return Json::parse(kEnvelope); }

Json vendor_registration() {
  Json schema = Json::parse(R"json({
    "type": "object", "additionalProperties": false,
    "required": ["name", "display_name", "contact", "public_keys", "proof"],
    "properties": {
      "name": {"type": "string", "minLength": 2, "maxLength": 40},
      "display_name": {"type": "string", "minLength": 1, "maxLength": 200},
      "contact": {"type": "string", "minLength": 1, "maxLength": 200},
      "public_keys": {
        "type": "array", "minItems": 1, "maxItems": 8,
        "items": {"type": "string", "pattern": "^[0-9a-f]{64}$"}
      }
    }
  })json");
  schema["properties"]["proof"] = envelope();
  return schema;
}

Json decision() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["decision", "reason"],
    "properties": {
      "decision": {"enum": ["approve", "reject"]},
      "reason": {"type": "string", "minLength": 1, "maxLength": 2000},
      "attestation": {"type": "object"}
    }
  })json");
}

Json appeal() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 2000}}
  })json");
}

Json appeal_answer() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["outcome", "answer"],
    "properties": {
      "outcome": {"enum": ["upheld", "overturned"]},
      "answer": {"type": "string", "minLength": 1, "maxLength": 2000}
    }
  })json");
}

Json domain_claim() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["domain"],
    "properties": {"domain": {"type": "string", "minLength": 3, "maxLength": 230}}
  })json");
}

Json roles() {
  Json schema = metadata();
  schema["properties"].erase("files");
  // "bins." or "vendor.", a namespace, a bin's number.
  constexpr int kRoleNameMax = 60;
  schema["properties"]["documents"]["items"]["properties"]["role"]["maxLength"] = kRoleNameMax;
  return schema;
}

Json metadata() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["documents"],
    "properties": {
      "documents": {
        "type": "array", "minItems": 1, "maxItems": 64,
        "items": {
          "type": "object", "additionalProperties": false, "required": ["role", "document"],
          "properties": {
            "role": {"type": "string", "minLength": 4, "maxLength": 40},
            "document": {"type": "string", "minLength": 2}
          }
        }
      },
      "files": {
        "type": "object", "maxProperties": 8, "additionalProperties": {"type": "string"}
      }
    }
  })json");
}

}  // namespace kontor::marketplace::schemas
