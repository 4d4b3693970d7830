#include <algorithm>
#include <kontor/op/subject_erase.hpp>
#include <kontor/op/subject_export.hpp>
#include <kontor/op/subject_hold.hpp>
#include <map>
#include <set>

#include "host/plugins/installed_plugins.hpp"

// One person, in every plugin: what it keeps itself, what the host keeps for it, and what is
// left of plugins that are gone.
namespace kontor::host {
namespace {

// A plugin that never runs or does not know the operation keeps nothing of its own.
template <typename Operation>
Result<typename Operation::Response> ask_about(PluginInstance& plugin, const std::string& person) {
  if (!plugin.has_work()) return typename Operation::Response{};
  auto answer = plugin.ask<Operation>({.person = person});
  if (!answer && answer.error().code == ErrorCode::not_found) return typename Operation::Response{};
  return answer;
}

}  // namespace

Status InstalledPlugins::tell_about(const std::string& person, const Tell& tell) {
  for (const PluginHandle& plugin : plugins_.all()) {
    const auto told = ask_about<op::SubjectExport>(*plugin, person);
    if (!told) {
      TRY(tell(
          {{"kind", "plugin-error"}, {"plugin", plugin->id()}, {"message", told.error().message}}));
    } else if (!told->data.is_null()) {
      TRY(tell({{"kind", "plugin-data"}, {"plugin", plugin->id()}, {"data", told->data}}));
    }
  }
  const auto entries = TRY(storage_.about(person));
  for (const auto& entry : entries) {
    TRY(tell({{"kind", "plugin-storage"},
              {"plugin", entry.plugin},
              {"name", entry.name},
              {"value", entry.value}}));
  }
  const auto files = TRY(operations_.files().of_subject(person));
  for (const PluginFile& file : files) {
    Json line = file_json(file);
    line["kind"] = "plugin-file";
    line["plugin"] = file.plugin;
    if (!file.field.empty()) {
      line["entity"] = file.record_entity;
      line["record"] = file.record_id;
      line["field"] = file.field;
    }
    TRY(tell(std::move(line)));
  }
  return operations_.mail().tell_about(person, tell);
}

Result<std::string> InstalledPlugins::file_bytes(const std::string& file, std::int64_t offset) {
  const PluginFile found = TRY(operations_.files().find(file));
  return operations_.files().read(found, offset,
                                  static_cast<std::int64_t>(PluginFiles::kPieceBytesMax));
}

// Plugins, and what is kept for each in the host's storage and files, by id.
Result<std::map<std::string, PluginSubjects::Answer>> InstalledPlugins::keepers_of(
    const std::string& person) {
  std::map<std::string, Answer> keepers;
  for (const PluginHandle& plugin : plugins_.all()) keepers[plugin->id()].plugin = plugin->id();
  const auto keeper = [&](const std::string& id) -> Answer& {
    Answer& found = keepers[id];
    found.plugin = id;
    found.installed = id == kCompanyFiles || plugins_.find(id) != nullptr;
    return found;
  };
  const auto entries = TRY(storage_.about(person));
  for (const auto& entry : entries) ++keeper(entry.plugin).storage;
  const auto files = TRY(operations_.files().of_subject(person));
  for (const PluginFile& file : files) ++keeper(file.plugin).files;
  // A folder that only the plugin can read.
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(parts_.data / "plugins", problem)) {
    const std::string id = entry.path().filename().string();
    if (id.starts_with('.') || plugins_.find(id) || !entry.is_directory(problem)) continue;
    if (!std::filesystem::exists(folders_.data_of(id), problem)) continue;
    keeper(id).tell_on_return = true;
  }
  return keepers;
}

Result<std::vector<PluginSubjects::Answer>> InstalledPlugins::ask_to_forget(
    const std::string& person) {
  auto keepers = TRY(keepers_of(person));
  std::vector<Answer> answers;
  answers.reserve(keepers.size());
  for (auto& [id, answer] : keepers) {
    if (const PluginHandle plugin = plugins_.find(id)) {
      const auto told = ask_about<op::SubjectHold>(*plugin, person);
      if (told)
        answer.kept = op::encode(*told).value("holds", Json::array());
      else
        answer.error = told.error().message;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

Result<std::vector<PluginSubjects::Answer>> InstalledPlugins::forget(const std::string& person) {
  auto keepers = TRY(keepers_of(person));
  for (auto& each : keepers) {
    Answer& answer = each.second;
    const PluginHandle plugin = plugins_.find(answer.plugin);
    if (!plugin) continue;
    const auto told = ask_about<op::SubjectErase>(*plugin, person);
    if (told)
      answer.kept = op::encode(*told).value("kept", Json::array());
    else
      answer.error = told.error().message;
  }
  // A plugin that could not be asked may need its own notes to forget elsewhere.
  const auto waits = [&](const std::string& id) { return !keepers[id].error.empty(); };
  const auto entries = TRY(storage_.about(person));
  for (const auto& entry : entries)
    if (!waits(entry.plugin)) TRY(storage_.remove(entry.plugin, entry.name));
  const auto files = TRY(operations_.files().of_subject(person));
  for (const PluginFile& file : files)
    if (!waits(file.plugin)) TRY(operations_.files().remove(file.plugin, file.id));
  TRY(operations_.mail().erase_subject(person));
  std::vector<Answer> answers;
  answers.reserve(keepers.size());
  for (auto& [id, answer] : keepers) {
    if (!answer.error.empty()) answer.storage = answer.files = 0;
    answers.push_back(std::move(answer));
  }
  return answers;
}

Status InstalledPlugins::forget_late(const std::string& id, const std::string& person) {
  const PluginHandle plugin = plugins_.find(id);
  if (plugin) {
    TRY(ask_about<op::SubjectErase>(*plugin, person));
    return ok();
  }
  std::error_code problem;
  if (!std::filesystem::exists(folders_.data_of(id), problem)) return ok();
  return Error{ErrorCode::unavailable, id + " is not installed"};
}

Result<Json> InstalledPlugins::processing() {
  Json list = Json::array();
  for (const PluginHandle& plugin : plugins_.all()) {
    const package::Manifest& manifest = plugin->manifest();
    list.push_back({{"plugin", manifest.id},
                    {"name", manifest.document.value("name", Json::object())},
                    {"version", manifest.version},
                    {"vendor", manifest.vendor},
                    {"personal_data", manifest.personal_data},
                    {"permissions", manifest.document.value("permissions", Json::object())}});
  }
  return list;
}

}  // namespace kontor::host
