#include "host/rehearsal/trace_desk.hpp"

#include <algorithm>

#include "base/core/log.hpp"
#include "host/access/audit_log.hpp"
#include "host/plugins/plugin_instance.hpp"
#include "sdk/trace/recording.hpp"

namespace kontor::host {
namespace fs = std::filesystem;

namespace {

// It becomes the name of a file.
Status check_id(const std::string& id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  };
  if (!id.empty() && id.front() != '.' && id.size() <= 128 && std::ranges::all_of(id, fits))
    return ok();
  return Error{ErrorCode::not_found, "there is no such plugin"};
}

}  // namespace

TraceDesk::TraceDesk(fs::path folder, db::Database& database, const Clock& clock)
    : folder_(std::move(folder)), database_(database), clock_(clock) {
  sweep();
}

fs::path TraceDesk::path_of(const std::string& id) const { return folder_ / (id + ".ktrace"); }

void TraceDesk::sweep() const {
  std::error_code ignored;
  const auto oldest = fs::file_time_type::clock::now() - std::chrono::hours(24 * kDaysKept);
  for (const auto& file : fs::directory_iterator(folder_, ignored))
    if (file.last_write_time(ignored) < oldest) fs::remove(file.path(), ignored);
}

bool TraceDesk::recording(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = writers_.find(id);
  const auto writer = found == writers_.end() ? nullptr : found->second.lock();
  return writer && !writer->ended();
}

Result<Json> TraceDesk::begin(Plugins& plugins, const Principal& actor, const std::string& id,
                              const Wish& wish) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(check_id(id));
  TRY(plugins.describe(id));  // not_found for no plugin.
  sweep();
  if (fs::exists(path_of(id)))
    return Error{ErrorCode::conflict, "a trace of " + id + " is there already; remove it first"};
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
  if (error)
    return Error{ErrorCode::unavailable,
                 "cannot make " + folder_.string() + ": " + error.message()};
  TRY(audit(actor, "plugin.trace.begin", id));
  {
    const std::lock_guard lock(mutex_);
    wishes_[id] = wish;
  }
  const Status restarted = plugins.restart(actor, id);
  bool waiting = false;
  {
    const std::lock_guard lock(mutex_);
    waiting = wishes_.erase(id) > 0;
  }
  if (!restarted) return restarted.error();
  if (waiting || !fs::exists(path_of(id)))
    return Error{ErrorCode::conflict, id + " does not run, so there is nothing to record"};
  return Json{{"plugin", id},
              {"state", "recording"},
              {"for_s", wish.time_max.count()},
              {"bytes_max", wish.bytes_max}};
}

Result<TraceDesk::File> TraceDesk::file(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(check_id(id));
  const File found{path_of(id), recording(id)};
  if (!fs::exists(found.path)) return Error{ErrorCode::not_found, "there is no trace of " + id};
  TRY(audit(actor, "plugin.trace.read", id));
  return found;
}

Status TraceDesk::remove(Plugins& plugins, const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(check_id(id));
  if (!fs::exists(path_of(id))) return Error{ErrorCode::not_found, "there is no trace of " + id};
  TRY(audit(actor, "plugin.trace.remove", id));
  bool traced = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = writers_.find(id);
    traced = found != writers_.end() && !found->second.expired();
    writers_.erase(id);
  }
  std::error_code ignored;
  fs::remove(path_of(id), ignored);
  return traced ? plugins.restart(actor, id) : ok();
}

Result<std::unique_ptr<runtime::PluginProcess>> TraceDesk::start(
    const PluginInstance& plugin, runtime::PluginProcessOptions options,
    runtime::HostCallHandler handler) {
  const std::string& id = plugin.id();
  std::shared_ptr<trace::TraceWriter> writer;
  {
    const std::lock_guard lock(mutex_);
    const auto wish = wishes_.find(id);
    if (wish != wishes_.end()) {
      trace::Header header{.plugin = id, .version = plugin.row().version};
      header.library_sha256 = plugin.row().library_sha256;
      header.abi = "1.0";
      header.settings = plugin.settings();
      header.started_at_ms = clock_.now_ms();
      writer = TRY(trace::TraceWriter::create(
          path_of(id), header,
          {.bytes_max = wish->second.bytes_max, .time_max = wish->second.time_max}));
      wishes_.erase(wish);
      writers_[id] = writer;
    }
  }
  if (!writer) return runtime::PluginProcess::start(std::move(options), std::move(handler));
  log::info("a plugin is recorded", {{"plugin", id}});
  return trace::start_recorded(std::move(options), std::move(handler), writer);
}

Status TraceDesk::audit(const Principal& actor, const std::string& action,
                        const std::string& plugin) {
  const AuditLog log(clock_);
  const AuditEntry entry{
      .action = action, .entity = "plugin", .record_id = plugin, .detail = Json::object()};
  return database_.transaction([&](db::Session& session) {
    return log.append(session, {std::string(principal_kind_name(actor.kind)), actor.id}, {entry});
  });
}

}  // namespace kontor::host
