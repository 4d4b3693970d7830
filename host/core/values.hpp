#pragma once

#include <string>

#include "base/core/clock.hpp"
#include "host/core/entity.hpp"
#include "host/core/phone.hpp"

namespace kontor::host {

// Checks one value against its field and gives it in the form it is kept in (text
// trimmed, e-mail in lower case). null stays null. The message names field and rule.
Result<Json> accept_value(const Field& field, const Json& value);

// Three capital letters, as in ISO 4217.
bool is_currency(const std::string& text);

class Catalogue;
struct ServiceLevels;

// What a change is judged by. Pointers are borrowed for the call and may be null.
struct ChangeRules {
  PhoneDefaults phone = {};
  TimeMs now_ms = 0;
  bool is_new = true;
  std::string user_id = {};      // Who changes it; empty for others than users.
  const Json* before = nullptr;  // The fields before; null for a new record.
  const ServiceLevels* service = nullptr;
  const Catalogue* catalogue = nullptr;  // For what names other entities.
};

// Applies a merge patch to `fields` and completes the record: phones in E.164 with the
// text as entered and a flag, the computed name, defaults, and what follows from a deal's
// stage, a task's owner, a case's priority (work_rules.hpp). Checks types, required
// fields and unknown names. On failure `fields` is undefined.
Status apply_changes(const Entity& entity, const Json& changes, const ChangeRules& rules,
                     Json& fields);

}  // namespace kontor::host
