#include "marketplace/api/schemas.hpp"

namespace kontor::marketplace::schemas {

Json party() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false,
    "properties": {
      "name": {"type": "string", "minLength": 1, "maxLength": 200},
      "address": {"type": "string", "maxLength": 500},
      "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
      "tax_id": {"type": "string", "maxLength": 50},
      "email": {"type": "string", "maxLength": 200}
    }
  })json");
}

Json company() {
  Json schema = Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["name"],
    "properties": {
      "name": {"type": "string", "minLength": 1, "maxLength": 200},
      "ledger_key": {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    }
  })json");
  schema["properties"]["party"] = party();
  return schema;
}

Json order() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false,
    "properties": {
      "kind": {"enum": ["purchase", "rental", "instalments", "trial", "renewal", "upgrade",
                        "buy_out", "major_update"]},
      "offer_id": {"type": "string", "minLength": 1, "maxLength": 200},
      "license_id": {"type": "string", "minLength": 1, "maxLength": 100},
      "quantity": {"type": "integer", "minimum": 1, "maximum": 1000000},
      "term_months": {"type": "integer", "minimum": 1, "maximum": 120},
      "coupon": {"type": "string", "minLength": 1, "maxLength": 80}
    }
  })json");
}

Json payment() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["reference", "amount"],
    "properties": {
      "reference": {"type": "string", "minLength": 1, "maxLength": 200},
      "amount": {"type": "integer", "minimum": 0},
      "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}
    }
  })json");
}

Json money_movement() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false,
    "required": ["reference", "amount", "currency"],
    "properties": {
      "reference": {"type": "string", "minLength": 1, "maxLength": 200},
      "amount": {"type": "integer", "minimum": 1, "maximum": 36028797018963968},
      "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}
    }
  })json");
}

// Which other members there may be, and their limits, is licensing/core's to say.
Json quote() {
  return Json::parse(R"json({
    "type": "object", "required": ["offer_id"],
    "properties": {"offer_id": {"type": "string", "minLength": 1, "maxLength": 200}}
  })json");
}

Json match() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["order_id"],
    "properties": {"order_id": {"type": "string", "minLength": 1, "maxLength": 100}}
  })json");
}

Json payment_return() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["reference"],
    "properties": {"reference": {"type": "string", "minLength": 1, "maxLength": 200}}
  })json");
}

Json refund() {
  return Json::parse(R"json({
    "type": "object", "additionalProperties": false, "required": ["reason"],
    "properties": {
      "reason": {"type": "string", "minLength": 1, "maxLength": 500},
      "goodwill": {"type": "boolean"}
    }
  })json");
}

Json payment_message() {
  return Json::parse(R"json({
    "type": "object", "required": ["type", "data"],
    "properties": {"type": {"type": "string", "maxLength": 100}, "data": {"type": "object"}},
    "if": {"properties": {"type": {"const": "payment.succeeded"}}},
    "then": {
      "properties": {
        "data": {
          "required": ["payment_id", "reference", "amount", "currency"],
          "properties": {
            "payment_id": {"type": "string", "minLength": 1, "maxLength": 190},
            "reference": {"type": "string", "maxLength": 500},
            "amount": {"type": "integer", "minimum": 1, "maximum": 36028797018963968},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "payer": {"type": "string", "maxLength": 200}
          }
        }
      }
    }
  })json");
}

Json nothing() {
  return Json::parse(R"json({"type": "object", "additionalProperties": false})json");
}

}  // namespace kontor::marketplace::schemas
