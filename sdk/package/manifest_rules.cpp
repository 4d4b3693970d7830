#include "sdk/package/manifest_rules.hpp"

#include <algorithm>
#include <set>

#include "base/core/json_schema.hpp"
#include "sdk/package/archive.hpp"

namespace kontor::package {
namespace {

Error refuse(const std::string& why) { return {ErrorCode::invalid_argument, why}; }

Status check_platforms(const Manifest& manifest) {
  std::set<std::string> seen;
  for (const Platform& platform : manifest.platforms) {
    const std::string name = platform.os + "/" + platform.arch;
    if (!seen.insert(name).second) return refuse("platform " + name + " is there twice");
    TRY(check_member_name(platform.file));
  }
  return ok();
}

Status check_screenshots(const Manifest& manifest) {
  std::set<std::string> seen;
  for (const Screenshot& shot : manifest.screenshots) {
    if (!seen.insert(shot.file).second)
      return refuse("screenshot " + shot.file + " is there twice");
    TRY(check_member_name(shot.file));
  }
  return ok();
}

Status check_egress(const Manifest& manifest) {
  for (const Egress& egress : manifest.permissions.egress) {
    const bool address = !egress.host.empty() && egress.port != 0;
    const bool setting = !egress.setting.empty();
    if (address == setting || (setting && (!egress.host.empty() || egress.port != 0))) {
      return refuse("an egress has either host and port, or a setting");
    }
    if (!setting) continue;
    const Json& form = manifest.contributes.settings;
    if (!form.is_object() || !form.contains("properties") ||
        !form["properties"].contains(egress.setting)) {
      return refuse("egress speaks of setting " + egress.setting + ", which is not in the form");
    }
  }
  return ok();
}

Status check_unique(const std::vector<Contribution>& contributions, const std::string& kind) {
  std::set<std::string> seen;
  for (const Contribution& contribution : contributions) {
    if (!seen.insert(contribution.name).second) {
      return refuse(kind + " " + contribution.name + " is there twice");
    }
    if (contribution.input.is_null()) continue;
    if (auto schema = JsonSchema::parse(contribution.input); !schema) {
      return refuse(kind + " " + contribution.name + ": " + schema.error().message);
    }
  }
  return ok();
}

// The same kind of record and the same input: what was looked at is what is done.
Status check_previews(const std::vector<Contribution>& actions) {
  for (const Contribution& action : actions) {
    const std::string name = action.all.value("preview", "");
    if (name.empty()) continue;
    const auto preview = std::find_if(actions.begin(), actions.end(),
                                      [&](const Contribution& one) { return one.name == name; });
    if (preview == actions.end()) {
      return refuse("action " + action.name + " names a preview " + name + ", which is no action");
    }
    if (preview->entity != action.entity || preview->input != action.input) {
      return refuse("action " + action.name + " and its preview " + name +
                    " take the same kind of record and the same input");
    }
  }
  return ok();
}

Status check_entities(const Manifest& manifest) {
  std::string prefix = "p_" + manifest.vendor + "_";
  std::ranges::replace(prefix, '-', '_');
  std::set<std::string> seen;
  for (const EntityContribution& entity : manifest.contributes.entities) {
    if (!entity.name.starts_with(prefix) || entity.name.size() == prefix.size())
      return refuse("entity " + entity.name + " does not begin with " + prefix);
    if (!seen.insert(entity.name).second)
      return refuse("entity " + entity.name + " is there twice");
    const std::set<std::string> fields(entity.fields.begin(), entity.fields.end());
    if (fields.size() != entity.fields.size())
      return refuse("entity " + entity.name + " has a field twice");
    const std::string title = entity.definition.at("title");
    if (!fields.contains(title))
      return refuse("entity " + entity.name + " has no field " + title + ", which is its title");
    for (const char* lists : {"match", "indexes"})
      for (const Json& list : entity.definition.at(lists))
        for (const Json& field : list)
          if (!fields.contains(field.get<std::string>()))
            return refuse("entity " + entity.name + ", " + lists + ": there is no field " +
                          field.get<std::string>());
  }
  return ok();
}

// Whose seat counts for an event may differ from one event to the next: none may be passed over.
Status check_events(const std::vector<EventContribution>& events) {
  for (const EventContribution& event : events) {
    const bool of_a_user =
        event.seat == SeatRule::acting_user || event.seat == SeatRule::target_user;
    if (event.latest && of_a_user) {
      return refuse("event " + event.name +
                    " is told by its latest alone, so its seat is none or installation");
    }
    if (event.many && of_a_user) {
      return refuse("event " + event.name +
                    " is told together with others, so its seat is none or installation");
    }
  }
  return ok();
}

Status check_contributions(const Contributes& contributes) {
  TRY(check_unique(contributes.actions, "action"));
  TRY(check_previews(contributes.actions));
  TRY(check_unique(contributes.widgets, "widget"));
  TRY(check_unique(contributes.panels, "panel"));
  TRY(check_unique(contributes.webhooks, "webhook"));
  TRY(check_unique(contributes.jobs, "job"));
  TRY(check_unique(contributes.menu, "menu entry"));
  TRY(check_unique(contributes.pages, "page"));
  TRY(check_unique(contributes.import_formats, "import format"));
  TRY(check_events(contributes.events));
  std::set<std::string> hooked;
  for (const HookContribution& hook : contributes.hooks) {
    if (!hooked.insert(hook.operation + " " + hook.entity).second) {
      return refuse("hook " + hook.operation + " on " + hook.entity + " is there twice");
    }
  }
  if (contributes.settings.is_null()) return ok();
  if (auto schema = JsonSchema::parse(contributes.settings); !schema) {
    return refuse("settings: " + schema.error().message);
  }
  return ok();
}

}  // namespace

Status check_rules(const Manifest& manifest) {
  if (!manifest.id.starts_with(manifest.vendor + ".")) {
    return refuse("id " + manifest.id + " does not begin with the vendor, " + manifest.vendor);
  }
  if (!manifest.license.free && manifest.license.product.empty()) {
    return refuse("license names no product");
  }
  for (const std::string& service : manifest.provides) {
    if (!service.starts_with(manifest.vendor + ".")) {
      return refuse("provided service " + service + " does not begin with the vendor");
    }
  }
  TRY(check_platforms(manifest));
  TRY(check_screenshots(manifest));
  TRY(check_egress(manifest));
  TRY(check_entities(manifest));
  TRY(check_contributions(manifest.contributes));
  for (const auto& [name, hash] : manifest.files) TRY(check_member_name(name));
  return ok();
}

}  // namespace kontor::package
