#include "host/plugins/plugin_rights.hpp"

#include <algorithm>
#include <charconv>

namespace kontor::host {
namespace {

Error not_declared(const package::Manifest& manifest, const std::string& what) {
  return Error{ErrorCode::forbidden, manifest.id + " has no permission for " + what};
}

bool same_host(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    const auto lower = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return lower(x) == lower(y);
  });
}

}  // namespace

Rights rights_of(const package::Manifest& manifest) {
  Rights rights;
  for (const auto& permission : manifest.permissions.records)
    for (const std::string& verb : permission.verbs) {
      const auto parsed = parse_verb(verb);
      if (!parsed) continue;
      // Deleting is about the whole record; the other verbs are about the fields named.
      if (*parsed == Verb::remove) rights.allow(permission.entity, *parsed);
      for (const std::string& field : permission.fields)
        rights.allow_field(permission.entity, *parsed, field);
    }
  for (const auto& field : manifest.contributes.fields)
    for (const Verb verb : {Verb::read, Verb::create, Verb::update})
      rights.allow_field(field.entity, verb, field.name);
  for (const auto& entity : manifest.contributes.entities) {
    rights.allow(entity.name, Verb::remove);
    for (const Verb verb : {Verb::read, Verb::create, Verb::update})
      for (const std::string& field : entity.fields) rights.allow_field(entity.name, verb, field);
  }
  // A timeline entry is an activity; its remaining fields are the host's to fill.
  if (require_operation(manifest, "timeline.add"))
    rights.allow_field("activity", Verb::create, "summary");
  return rights;
}

Json with_defaults(const package::Manifest& manifest, Json settings) {
  const Json& schema = manifest.contributes.settings;
  if (!schema.is_object() || !schema.contains("properties") || !schema["properties"].is_object())
    return settings;
  for (const auto& [name, property] : schema["properties"].items())
    if (!settings.contains(name) && property.is_object() && property.contains("default"))
      settings[name] = property["default"];
  return settings;
}

Result<bool> purpose_needs_consent(const package::Manifest& manifest, std::string_view entity,
                                   std::string_view purpose) {
  for (const auto& permission : manifest.permissions.records)
    if (permission.entity == entity && permission.purpose == purpose &&
        std::ranges::find(permission.verbs, "read") != permission.verbs.end())
      return permission.legal_basis == "consent";
  return not_declared(
      manifest, "reading " + std::string(entity) + " for the purpose " + std::string(purpose));
}

Status require_operation(const package::Manifest& manifest, std::string_view operation) {
  const auto& declared = manifest.permissions.operations;
  if (std::ranges::find(declared, operation) != declared.end()) return ok();
  return not_declared(manifest, std::string(operation));
}

Status require_secret(const package::Manifest& manifest, std::string_view name) {
  for (const auto& secret : manifest.permissions.secrets)
    if (secret.name == name) return ok();
  return not_declared(manifest, "the secret " + std::string(name));
}

Status require_service(const package::Manifest& manifest, std::string_view service) {
  for (const auto& use : manifest.uses)
    if (use.service == service) return ok();
  return not_declared(manifest, "the service " + std::string(service));
}

Result<Reach> require_egress(const package::Manifest& manifest, const Json& settings,
                             std::string_view host, std::uint16_t port) {
  bool by_manifest = false;
  for (const auto& egress : manifest.permissions.egress) {
    if (egress.setting.empty()) {
      by_manifest = by_manifest || (same_host(egress.host, host) && egress.port == port);
      continue;
    }
    const auto setting = settings.find(egress.setting);
    if (setting == settings.end() || !setting->is_string()) continue;
    const auto allowed = destination_of(setting->get<std::string>());
    if (allowed && same_host(allowed->host, host) && allowed->port == port) return Reach::anywhere;
  }
  if (by_manifest) return Reach::public_only;
  return not_declared(manifest, "connections to " + std::string(host) + ":" + std::to_string(port));
}

Result<Destination> destination_of(std::string_view text) {
  Destination destination;
  if (text.starts_with("https://")) {
    destination.port = 443;
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    destination.port = 80;
    text.remove_prefix(7);
  }
  text = text.substr(0, text.find_first_of("/?#"));
  const Error wrong{ErrorCode::invalid_argument,
                    "not an address of the form host:port or http(s)://host"};
  if (text.find('@') != std::string_view::npos || text.find('[') != std::string_view::npos)
    return wrong;
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    const std::string_view number = text.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), destination.port);
    if (error != std::errc() || end != number.data() + number.size()) return wrong;
    text = text.substr(0, colon);
  }
  if (text.empty() || destination.port == 0) return wrong;
  destination.host = text;
  return destination;
}

}  // namespace kontor::host
