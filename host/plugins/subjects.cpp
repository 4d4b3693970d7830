#include <fcntl.h>
#include <unistd.h>

#include <kontor/op/subject_erase.hpp>
#include <kontor/op/subject_export.hpp>
#include <set>

#include "host/access/audit_log.hpp"
#include "host/plugins/installed_plugins.hpp"

// One person, everywhere: what plugins keep, in the host and elsewhere.
namespace kontor::host {
namespace {

constexpr int kTimelinePage = 200;

// A plugin that does not know the operation keeps nothing of its own.
template <typename Operation>
Result<typename Operation::Response> ask_about(PluginInstance& plugin, const std::string& person) {
  auto answer = plugin.ask<Operation>({.person = person});
  if (!answer && answer.error().code == ErrorCode::not_found) return typename Operation::Response{};
  return answer;
}

}  // namespace

Result<Json> InstalledPlugins::export_subject(const Principal& actor, const std::string& person) {
  TRY(require_right(actor, "privacy.manage"));
  const Record record = TRY(parts_.records.get(actor, "person", person));
  Json timeline = Json::array();
  std::string cursor;
  do {
    const RecordPage page =
        TRY(parts_.records.timeline(actor, "person", person, cursor, kTimelinePage));
    for (const Record& entry : page.records) timeline.push_back(record_json(entry));
    cursor = page.next;
  } while (!cursor.empty());
  std::map<std::string, Json> by_plugin;
  bool complete = true;
  for (const PluginHandle& plugin : plugins_.all()) {
    Json& part = by_plugin[plugin->id()];
    const auto told = ask_about<op::SubjectExport>(*plugin, person);
    if (told)
      part["data"] = told->data;
    else
      part["error"] = told.error().message;
    complete = complete && told;
  }
  const auto entries = TRY(storage_.about(person));
  for (const auto& entry : entries)
    by_plugin[entry.plugin]["storage"].push_back({{"name", entry.name}, {"value", entry.value}});
  const auto files = TRY(operations_.files().of_subject(person));
  for (const PluginFile& file : files) by_plugin[file.plugin]["files"].push_back(file_json(file));
  Json plugins = Json::array();
  for (auto& [id, part] : by_plugin) {
    part["plugin"] = id;
    plugins.push_back(std::move(part));
  }
  TRY(audit_person(actor, "person.export", person, {{"complete", complete}}));
  return Json{{"person", record_json(record)},
              {"timeline", std::move(timeline)},
              {"plugins", std::move(plugins)},
              {"complete", complete}};
}

namespace {

// Ids of erased persons, kept apart from the database: a backup from before knows nothing of
// them, and whoever restores it needs the list (`kontor backup restore --erasures`).
Status note_erasure(const std::filesystem::path& data, const std::string& person) {
  const std::string file = (data / "erasures").string();
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string line = person + "\n";
  const bool kept =
      descriptor >= 0 &&
      ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (kept) return ok();
  return Error{ErrorCode::unavailable, "cannot write " + file};
}

}  // namespace

Result<Json> InstalledPlugins::erase_subject(const Principal& actor, const std::string& person) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(parts_.records.get(actor, "person", person));
  TRY(require(actor, "person", Verb::remove));
  Json plugins = Json::array();
  std::set<std::string> unanswered;
  for (const PluginHandle& plugin : plugins_.all()) {
    Json part = {{"plugin", plugin->id()}};
    const auto told = ask_about<op::SubjectErase>(*plugin, person);
    if (told)
      part["kept"] = op::encode(*told).value("kept", Json::array());
    else
      part["error"] = told.error().message;
    if (!told) unanswered.insert(plugin->id());
    plugins.push_back(std::move(part));
  }
  // A plugin that could not be asked may need its own notes to forget elsewhere.
  const auto entries = TRY(storage_.about(person));
  std::int64_t erased = 0;
  for (const auto& entry : entries) {
    if (unanswered.contains(entry.plugin)) continue;
    TRY(storage_.remove(entry.plugin, entry.name));
    ++erased;
  }
  const auto files = TRY(operations_.files().of_subject(person));
  for (const PluginFile& file : files)
    if (!unanswered.contains(file.plugin)) TRY(operations_.files().remove(file.plugin, file.id));
  TRY(operations_.mail().erase_subject(person));
  const bool complete = unanswered.empty();
  if (complete) {
    TRY(parts_.records.purge(actor, "person", person));
    const AuditLog log(parts_.clock);
    // What the log said of this person before is forgotten; that they were erased is kept.
    const auto forgotten = parts_.database.transaction(
        [&](db::Session& session) { return log.erase(session, audit_actor(actor), person); });
    if (!forgotten) return forgotten.error();
    TRY(note_erasure(parts_.data, person));
  }
  TRY(audit_person(actor, "person.erase", person, {{"complete", complete}}));
  return Json{{"plugins", std::move(plugins)},
              {"storage_entries", erased},
              {"files", files.size()},
              {"complete", complete}};
}

Status InstalledPlugins::audit_person(const Principal& actor, const std::string& action,
                                      const std::string& person, Json detail) {
  const AuditLog log(parts_.clock);
  const AuditEntry entry{
      .action = action, .entity = "person", .record_id = person, .detail = std::move(detail)};
  return parts_.database.transaction(
      [&](db::Session& session) { return log.append(session, audit_actor(actor), {entry}); });
}

}  // namespace kontor::host
