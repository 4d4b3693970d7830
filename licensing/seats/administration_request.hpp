#pragma once

#include <map>
#include <string>

#include "base/core/json.hpp"
#include "licensing/seats/license_log_audit.hpp"
#include "licensing/seats/usage.hpp"

namespace kontor::licensing {

// JSON Schemas of an administrator's bodies.
const Json& reason_schema();         // {reason}
const Json& force_release_schema();  // {lease_id, reason}
const Json& group_schema();          // {reserved, cap}
const Json& assignment_schema();     // {subjects}
const Json& rebind_schema();         // {subject, device_key}

struct RebindRequest {
  std::string subject;
  std::string device_key;  // Raw.
};
// Of a body that fits rebind_schema().
Result<RebindRequest> read_rebind(const Json& body);

// from and to are days, "2026-11-22"; `to` is not part of the report. Without them the last 30
// days, today included.
Result<UsageQuery> parse_usage_query(const std::map<std::string, std::string>& query);

Json audit_answer(const LogAudit& audit);

}  // namespace kontor::licensing
