#include "sdk/testing/manifest_rights.hpp"

#include <algorithm>
#include <cstdlib>

namespace kontor::testing {
namespace {

Error forbidden(const std::string& what) {
  return {ErrorCode::forbidden, "the manifest does not permit " + what};
}

template <typename List, typename Value>
bool has(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool ManifestRights::allows(std::string_view entity, std::string_view verb,
                            std::string_view field) const {
  // What it contributed is its own, as in the host: rights_of() there.
  for (const auto& own : manifest_.contributes.fields)
    if (own.entity == entity && own.name == field && verb != "delete") return true;
  for (const auto& own : manifest_.contributes.entities)
    if (own.name == entity && (field.empty() || has(own.fields, field))) return true;
  const auto& records = manifest_.permissions.records;
  return std::any_of(records.begin(), records.end(), [&](const package::RecordPermission& right) {
    return right.entity == entity && has(right.verbs, verb) &&
           (field.empty() || has(right.fields, field));
  });
}

Status ManifestRights::check_fields(const Json& request, std::string_view verb) const {
  const std::string entity = request.value("entity", "");
  const Json fields = request.value("fields", Json::object());
  for (const auto& [field, unused] : fields.items()) {
    if (!allows(entity, verb, field)) {
      return forbidden("to " + std::string(verb) + " " + entity + "." + field);
    }
  }
  return ok();
}

Status ManifestRights::check_records(std::string_view operation, const Json& request) const {
  const bool funnel = operation == "record.funnel";
  const std::string entity = funnel ? "deal" : request.value("entity", "");
  const std::string_view verb = operation == "record.create"   ? "create"
                                : operation == "record.update" ? "update"
                                : operation == "record.delete" ? "delete"
                                                               : "read";
  if (!allows(entity, verb, "")) return forbidden("to " + std::string(verb) + " " + entity);
  if (operation == "record.get" || operation == "record.list")
    TRY(check_purpose(entity, request.value("purpose", "")));
  for (const Json& condition : request.value("filter", Json::array())) {
    std::string field = condition.value("field", "");
    field = field.substr(0, field.find(':'));  // "total:currency" is about the total.
    if (field != "id" && !allows(entity, "read", field)) {
      return forbidden("to filter by " + entity + "." + field);
    }
  }
  if (request.contains("segment") && !request["segment"].is_null() &&
      !allows("segment", "read", "filter"))
    return forbidden("to read segments");
  if (verb == "create" || verb == "update") return check_fields(request, verb);
  if (operation != "record.aggregate" && !funnel) return ok();
  std::vector<std::string> fields = request.value("group_by", std::vector<std::string>{});
  if (funnel) fields = {"pipeline", "reached"};
  if (funnel && request.contains("by") && request["by"].is_string())
    fields.push_back(request["by"]);
  for (const Json& measure : request.value("measures", Json::array())) {
    for (const char* name : {"field", "to"}) {
      if (measure.contains(name) && measure[name].is_string()) fields.push_back(measure[name]);
    }
  }
  for (const std::string& group : fields) {
    const std::string field = group.substr(0, group.find(':'));
    if (field != "id" && !allows(entity, "read", field)) {
      return forbidden("to read " + entity + "." + field);
    }
  }
  return ok();
}

Status ManifestRights::check_purpose(const std::string& entity, const std::string& purpose) const {
  for (const package::RecordPermission& right : manifest_.permissions.records) {
    if (right.entity == entity && right.purpose == purpose && has(right.verbs, "read")) return ok();
  }
  return forbidden("to read " + entity + " for the purpose " + purpose);
}

// "https://host:port/path"
Status ManifestRights::check_address(const std::string& url) const {
  const bool tls = url.starts_with("https://");
  if (!tls && !url.starts_with("http://")) return ok();  // Refused as malformed.
  const auto start = url.find("://") + 3;
  const std::string authority = url.substr(start, url.find_first_of("/?#", start) - start);
  const auto colon = authority.rfind(':');
  const int port =
      colon == std::string::npos ? (tls ? 443 : 80) : std::atoi(authority.c_str() + colon + 1);
  return check_egress(authority.substr(0, colon), port);
}

Status ManifestRights::check_egress(const std::string& host, int port) const {
  for (const package::Egress& egress : manifest_.permissions.egress) {
    // Which address a setting holds is the administrator's affair; any is right here.
    if (!egress.setting.empty() || (egress.host == host && egress.port == port)) return ok();
  }
  return forbidden("to connect to " + host + ":" + std::to_string(port));
}

Status ManifestRights::check(std::string_view operation, const Json& request) const {
  const std::string name(operation.substr(0, operation.find('/')));
  if (name.starts_with("record.")) return check_records(name, request);
  if (name.starts_with("storage.") || name == "settings.get") return ok();
  if (name == "secret.get") {
    const std::string wanted = request.value("name", "");
    for (const package::Secret& secret : manifest_.permissions.secrets) {
      if (secret.name == wanted) return ok();
    }
    return forbidden("secret " + wanted);
  }
  if (name == "service.call") {
    const std::string wanted = request.value("service", "");
    for (const package::ServiceUse& use : manifest_.uses) {
      if (use.service == wanted) return ok();
    }
    return forbidden("to use service " + wanted);
  }
  // Who may schedule a job may take it back, and who may do one may do many.
  const std::string declared = name == "job.cancel"            ? "job.schedule"
                               : name == "message.permit_many" ? "message.permit"
                               : name == "timeline.add_many"   ? "timeline.add"
                                                               : name;
  if (!has(manifest_.permissions.operations, declared)) return forbidden("to call " + name);
  if (name == "net.connect")
    return check_egress(request.value("host", ""), request.value("port", 0));
  if (declared == "message.permit") return check_purpose("person", request.value("purpose", ""));
  if (name == "http.fetch") return check_address(request.value("url", ""));
  if (name == "file.put" && request.contains("record") && request["record"].is_object()) {
    const std::string entity = request["record"].value("entity", "");
    for (const char* verb : {"read", "create", "update"}) {
      if (allows(entity, verb, "")) return ok();
    }
    return forbidden("files of " + entity);
  }
  return ok();
}

void ManifestRights::keep_readable(Json& record) const {
  if (!record.is_object() || !record.contains("fields")) return;
  const std::string entity = record.value("entity", "");
  Json kept = Json::object();
  for (const auto& [field, value] : record["fields"].items()) {
    if (allows(entity, "read", field)) kept[field] = value;
  }
  record["fields"] = std::move(kept);
}

}  // namespace kontor::testing
