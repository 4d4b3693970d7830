#include "sdk/package/manifest.hpp"

#include "base/core/json_schema.hpp"
#include "sdk/package/manifest_rules.hpp"

namespace kontor::package {
namespace {

const Result<JsonSchema>& schema() {
  static const Result<JsonSchema> compiled = [] {
    auto json = parse_json(manifest_schema_text(), {.bytes_max = kManifestBytesMax});
    return json ? JsonSchema::parse(*json) : Result<JsonSchema>(json.error());
  }();
  return compiled;
}

Json member(const Json& object, const char* name, Json otherwise) {
  const auto found = object.find(name);
  return found == object.end() ? std::move(otherwise) : *found;
}

std::vector<std::string> texts(const Json& object, const char* name) {
  return member(object, name, Json::array()).get<std::vector<std::string>>();
}

Translated translated(const Json& object, const char* name) {
  return member(object, name, Json::object()).get<Translated>();
}

SeatRule seat_rule(const Json& entry) {
  const std::string text = entry.value("seat", "none");
  if (text == "acting_user") return SeatRule::acting_user;
  if (text == "target_user") return SeatRule::target_user;
  if (text == "installation") return SeatRule::installation;
  return SeatRule::none;
}

License license_of(const Json& json) {
  const Json keys = member(json, "keys", Json::object());
  return {json.at("kind") == "free", json.value("product", ""), texts(json, "features"),
          texts(keys, "licenses"), texts(keys, "offers")};
}

Permissions permissions_of(const Json& json) {
  Permissions out;
  for (const Json& entry : member(json, "records", Json::array())) {
    out.records.push_back({entry.at("entity"), texts(entry, "verbs"), texts(entry, "fields"),
                           entry.at("purpose"), entry.at("legal_basis"),
                           translated(entry, "reason")});
  }
  for (const Json& entry : member(json, "egress", Json::array())) {
    out.egress.push_back({entry.value("host", ""),
                          static_cast<std::uint16_t>(entry.value("port", 0)),
                          entry.value("setting", ""), translated(entry, "reason")});
  }
  for (const Json& entry : member(json, "secrets", Json::array())) {
    out.secrets.push_back({entry.at("name"), translated(entry, "reason")});
  }
  out.operations = texts(json, "operations");
  return out;
}

std::vector<Screenshot> screenshots_of(const Json& listing) {
  std::vector<Screenshot> out;
  const Json shots = member(listing, "screenshots", Json::array());
  for (const Json& entry : shots)
    out.push_back({entry.at("file"), translated(entry, "caption"), entry.value("width", 0),
                   entry.value("height", 0)});
  return out;
}

std::vector<Contribution> contributions_of(const Json& json, const char* kind) {
  std::vector<Contribution> out;
  for (const Json& entry : member(json, kind, Json::array())) {
    out.push_back({.name = entry.at("name"),
                   .label = translated(entry, "label"),
                   .seat = seat_rule(entry),
                   .entity = entry.value("entity", ""),
                   .fields = texts(entry, "fields"),
                   .bulk = entry.value("bulk", false),
                   .input = member(entry, entry.contains("input") ? "input" : "parameters", {}),
                   .all = entry});
  }
  return out;
}

Json choices_of(const Json& field) {
  Json choices = Json::array();
  for (const Json& choice : member(field, "choices", Json::array()))
    choices.push_back({{"value", choice.at("value")}, {"labels", choice.at("label")}});
  return choices;
}

// A manifest says "label" and "target" where a definition says "labels" and "entity".
EntityContribution entity_of(const Json& json) {
  EntityContribution out{.name = json.at("name"),
                         .label = translated(json, "label_many"),
                         .fields = {},
                         .definition = {}};
  Json fields = Json::array();
  for (const Json& entry : json.at("fields")) {
    out.fields.push_back(entry.at("name"));
    Json field = entry;
    field["labels"] = entry.at("label");
    if (entry.contains("target")) field["entity"] = entry.at("target");
    if (entry.contains("choices")) field["choices"] = choices_of(entry);
    field.erase("label");
    field.erase("target");
    fields.push_back(std::move(field));
  }
  out.definition = {{"entity", out.name},
                    {"labels", json.at("label")},
                    {"labels_many", json.at("label_many")},
                    {"title", json.at("title")},
                    {"match", member(json, "match", Json::array())},
                    {"indexes", member(json, "indexes", Json::array())},
                    {"fields", std::move(fields)}};
  return out;
}

Contributes contributes_of(const Json& json) {
  Contributes out;
  for (const Json& entry : member(json, "entities", Json::array()))
    out.entities.push_back(entity_of(entry));
  for (const Json& entry : member(json, "fields", Json::array())) {
    Json definition = entry;
    definition.erase("entity");
    out.fields.push_back({entry.at("entity"), entry.at("name"), std::move(definition)});
  }
  for (const Json& entry : member(json, "hooks", Json::array())) {
    out.hooks.push_back({entry.at("operation"), entry.at("entity"), texts(entry, "fields"),
                         texts(entry, "changes"), seat_rule(entry),
                         entry.at("on_failure") == "open" ? OnFailure::open : OnFailure::closed});
  }
  for (const Json& entry : member(json, "events", Json::array())) {
    out.events.push_back({entry.at("name"), seat_rule(entry), entry.value("latest", false),
                          entry.value("many", false)});
  }
  out.actions = contributions_of(json, "actions");
  out.widgets = contributions_of(json, "widgets");
  out.panels = contributions_of(json, "panels");
  out.webhooks = contributions_of(json, "webhooks");
  out.jobs = contributions_of(json, "jobs");
  out.menu = contributions_of(json, "menu");
  out.pages = contributions_of(json, "pages");
  out.import_formats = contributions_of(json, "import_formats");
  out.translations = texts(json, "translations");
  out.settings = member(json, "settings", {});
  return out;
}

Limits default_limits(Kind kind) {
  constexpr std::int64_t kMiB = std::int64_t{1} << 20;
  switch (kind) {
    case Kind::widget:
      return {64 * kMiB, 25, 1000, 1 * kMiB, 1, 16, Isolation::sandbox};
    case Kind::addon:
      return {128 * kMiB, 50, 2000, 64 * kMiB, 1, 64, Isolation::sandbox};
    case Kind::plugin:
      break;
  }
  return {256 * kMiB, 100, 5000, 1024 * kMiB, 1, 256, Isolation::sandbox};
}

Limits limits_of(const Json& json, Kind kind) {
  Limits out = default_limits(kind);
  out.memory_bytes = json.value("memory_bytes", out.memory_bytes);
  out.cpu_percent = json.value("cpu_percent", out.cpu_percent);
  out.call_deadline_ms = json.value("call_deadline_ms", out.call_deadline_ms);
  out.storage_bytes = json.value("storage_bytes", out.storage_bytes);
  out.concurrency = json.value("concurrency", out.concurrency);
  out.threads = json.value("threads", out.threads);
  if (json.value("isolation", "sandbox") == "in_process") out.isolation = Isolation::in_process;
  return out;
}

// `json` has passed the schema, so every member has its type.
Manifest manifest_of(const Json& json) {
  Manifest out;
  out.id = json.at("id");
  out.kind = json.at("kind") == "widget"  ? Kind::widget
             : json.at("kind") == "addon" ? Kind::addon
                                          : Kind::plugin;
  out.version = json.at("version");
  out.sdk = json.at("sdk");
  for (const Json& entry : json.at("platforms")) {
    out.platforms.push_back(
        {entry.at("os"), entry.at("arch"), entry.at("glibc"), entry.at("file")});
  }
  out.name = translated(json, "name");
  out.summary = translated(json, "summary");
  out.screenshots = screenshots_of(member(json, "listing", Json::object()));
  out.vendor = json.at("vendor");
  out.license = license_of(json.at("license"));
  out.permissions = permissions_of(member(json, "permissions", Json::object()));
  out.provides = texts(json, "provides");
  for (const Json& entry : member(json, "uses", Json::array())) {
    out.uses.push_back({entry.at("service"), entry.value("optional", false)});
  }
  out.contributes = contributes_of(member(json, "contributes", Json::object()));
  out.limits = limits_of(member(json, "limits", Json::object()), out.kind);
  out.personal_data = member(json, "personal_data", Json::array());
  out.files = member(json, "files", Json::object()).get<std::map<std::string, std::string>>();
  out.document = json;
  return out;
}

}  // namespace

Result<Manifest> Manifest::parse(std::string_view text) {
  const auto named = [](Error error) {
    error.message = "manifest: " + error.message;
    return error;
  };
  auto json = parse_json(text, {.bytes_max = kManifestBytesMax});
  if (!json) return named(std::move(json).error());
  if (!schema()) return schema().error();
  if (auto valid = schema()->validate(*json); !valid) return named(std::move(valid).error());
  Manifest manifest = manifest_of(*json);
  if (auto sound = check_rules(manifest); !sound) return named(std::move(sound).error());
  return manifest;
}

const Platform* Manifest::platform(std::string_view os, std::string_view arch) const {
  for (const Platform& candidate : platforms) {
    if (candidate.os == os && candidate.arch == arch) return &candidate;
  }
  return nullptr;
}

}  // namespace kontor::package
