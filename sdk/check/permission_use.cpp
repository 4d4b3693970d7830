#include <algorithm>
#include <array>

#include "sdk/check/contents.hpp"

namespace kontor::check {
namespace {

// Host operations that need a permission, as abi.md lists them. A plugin's own storage,
// settings and log are not here.
constexpr std::array<std::string_view, 25> kAsked = {
    "record.get",       "record.list",    "record.aggregate", "record.create",
    "record.update",    "record.funnel",  "record.delete",    "timeline.add",
    "secret.get",       "http.fetch",     "net.connect",      "job.schedule",
    "event.emit",       "file.put",       "file.get",         "file.delete",
    "mail.send",        "message.permit", "service.call",     "consent.allowed",
    "user.notify",      "ui.push",        "phone.normalise",  "message.permit_many",
    "timeline.add_many"};

// Where the library mentions an operation, in any revision.
std::optional<std::uint64_t> mention(std::string_view library, std::string_view operation) {
  const std::string name = std::string(operation) + "/";
  for (std::size_t at = library.find(name); at != library.npos; at = library.find(name, at + 1)) {
    const std::size_t digit = at + name.size();
    if (digit < library.size() && library[digit] >= '1' && library[digit] <= '9') return at;
  }
  return std::nullopt;
}

bool has_verb(const package::Manifest& manifest, std::string_view verb) {
  const auto& records = manifest.permissions.records;
  return std::any_of(records.begin(), records.end(), [&](const package::RecordPermission& right) {
    return std::find(right.verbs.begin(), right.verbs.end(), verb) != right.verbs.end();
  });
}

bool is_asked_for(std::string_view operation, const package::Manifest& manifest) {
  // Records of its own it may write without asking; whoever reads says for which purpose.
  const bool own = !manifest.contributes.entities.empty();
  if (operation == "record.create") return own || has_verb(manifest, "create");
  if (operation == "record.update") return own || has_verb(manifest, "update");
  if (operation == "record.delete") return own || has_verb(manifest, "delete");
  if (operation.starts_with("record.")) return has_verb(manifest, "read");
  if (operation == "secret.get") return !manifest.permissions.secrets.empty();
  // Who may do one may do many.
  if (operation.ends_with("_many"))
    return is_asked_for(operation.substr(0, operation.size() - 5), manifest);
  // Both directions are called so: a plugin that provides a service handles it.
  if (operation == "service.call") return true;
  const auto& operations = manifest.permissions.operations;
  return std::find(operations.begin(), operations.end(), operation) != operations.end();
}

class PermissionUse {
 public:
  PermissionUse(std::string_view library, const package::Manifest& manifest, std::string file)
      : library_(library), manifest_(manifest), file_(std::move(file)) {}

  Findings run() {
    for (const std::string_view operation : kAsked) {
      const auto place = mention(library_, operation);
      if (place && !is_asked_for(operation, manifest_)) unasked(operation, *place);
    }
    for (const std::string& operation : manifest_.permissions.operations) {
      if (!mention(library_, operation) && !mention(library_, operation + "_many"))
        unused("to call " + operation);
    }
    unused_verb("read", {"record.get", "record.list", "record.aggregate", "record.funnel"});
    unused_verb("create", {"record.create"});
    unused_verb("update", {"record.update"});
    unused_verb("delete", {"record.delete"});
    if (!manifest_.permissions.secrets.empty() && !mention(library_, "secret.get")) {
      unused("secrets");
    }
    if (!manifest_.permissions.egress.empty() && !mention(library_, "http.fetch") &&
        !mention(library_, "net.connect")) {
      unused("to reach other machines");
    }
    return std::move(findings_);
  }

 private:
  // Fields of hooks, events and actions are sent to the plugin without its asking.
  bool is_sent_records() const {
    const package::Contributes& all = manifest_.contributes;
    return !all.hooks.empty() || !all.events.empty() || !all.actions.empty() || !all.panels.empty();
  }

  // What a hook changes, it changes with the rights of its plugin and without calling.
  bool patches_records() const {
    const auto& hooks = manifest_.contributes.hooks;
    return std::any_of(hooks.begin(), hooks.end(),
                       [](const package::HookContribution& hook) { return !hook.changes.empty(); });
  }

  void unused_verb(std::string_view verb, std::initializer_list<std::string_view> operations) {
    if (!has_verb(manifest_, verb) || (verb == "read" && is_sent_records())) return;
    if ((verb == "create" || verb == "update") && patches_records()) return;
    if (std::none_of(operations.begin(), operations.end(), [this](std::string_view operation) {
          return mention(library_, operation).has_value();
        })) {
      unused("to " + std::string(verb) + " records");
    }
  }

  void unasked(std::string_view operation, std::uint64_t place) {
    findings_.push_back({std::string(kPermissionsUnasked), Severity::warning, file_, place,
                         "it mentions " + std::string(operation) +
                             ", for which the manifest asks no permission: the host will refuse it",
                         "add it to permissions in manifest.json, or take the call out"});
  }

  void unused(const std::string& what) {
    findings_.push_back({std::string(kPermissionsUnused), Severity::warning, file_, std::nullopt,
                         "the manifest asks for permission " + what +
                             ", and the library mentions no such operation",
                         "ask for no more than is used: administrators read the list"});
  }

  std::string_view library_;
  const package::Manifest& manifest_;
  std::string file_;
  Findings findings_;
};

}  // namespace

Findings check_permission_use(std::string_view library, const package::Manifest& manifest,
                              const std::string& file) {
  return PermissionUse(library, manifest, file).run();
}

}  // namespace kontor::check
