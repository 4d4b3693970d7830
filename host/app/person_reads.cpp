#include "host/app/person_reads.hpp"

#include <set>

#include "base/core/log.hpp"

namespace kontor::host {

namespace {

// Personal fields that have a value in what was shown.
Json personal_fields(const Entity& entity, const Record& shown) {
  Json names = Json::array();
  for (const Field& field : entity.fields) {
    if (field.personal_data.empty()) continue;
    const auto value = shown.fields.find(field.name);
    if (value != shown.fields.end() && !value->is_null()) names.push_back(field.name);
  }
  return names;
}

}  // namespace

void PersonReads::start() {
  worker_ = std::thread([this] { work(); });
}

void PersonReads::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (worker_.joinable()) worker_.join();
}

bool PersonReads::is_new(const std::string& who, const std::string& id) {
  const std::int64_t now_ms = parts_.clock.monotonic_ms();
  if (seen_.size() >= kSeenMax) {
    std::erase_if(seen_, [&](const auto& each) { return each.second + kOnceMs < now_ms; });
    if (seen_.size() >= kSeenMax) seen_.clear();
  }
  const auto [known, added] = seen_.try_emplace(who + " " + id, now_ms);
  if (!added && known->second + kOnceMs >= now_ms) return false;
  known->second = now_ms;
  return true;
}

void PersonReads::note(const Principal& principal, const Entity& entity, const Record& shown) {
  if (principal.kind == PrincipalKind::system) return;
  const AuditActor actor = audit_actor(principal);
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    if (!is_new(actor.kind + " " + actor.id, shown.id)) return;
    Json names = personal_fields(entity, shown);
    if (names.empty()) return;
    waiting_.push_back({actor, {"read", entity.name, shown.id, {{"fields", std::move(names)}}}});
    full = waiting_.size() >= kWaitingMax;
  }
  if (!full) return;
  const Status written = write();
  if (!written)
    log::error("reads of persons could not be kept", {{"why", written.error().message}});
}

// Runs of one actor are one step of the chain.
Status PersonReads::append(db::Session& session, const std::vector<Read>& reads) const {
  std::map<std::string, std::vector<std::string>> ids;
  for (const Read& read : reads) ids[read.entry.entity].push_back(read.entry.record_id);
  std::set<std::string> living;
  for (const auto& [entity, wanted] : ids)
    living.merge(TRY(parts_.store.present(session, entity, wanted)));
  std::map<std::pair<std::string, std::string>, std::vector<AuditEntry>> by_actor;
  for (const Read& read : reads) {
    if (living.contains(read.entry.record_id))
      by_actor[{read.actor.kind, read.actor.id}].push_back(read.entry);
  }
  for (const auto& [actor, entries] : by_actor)
    TRY(AuditLog(parts_.clock).append(session, {actor.first, actor.second}, entries));
  return ok();
}

Status PersonReads::write() {
  std::vector<Read> reads;
  {
    const std::lock_guard lock(mutex_);
    reads.swap(waiting_);
  }
  if (reads.empty()) return ok();
  Status written =
      parts_.database.transaction([&](db::Session& session) { return append(session, reads); });
  if (written) return written;
  const std::lock_guard lock(mutex_);
  // They wait for the next time, unless the database has been away for long.
  if (waiting_.size() < kWaitingMax)
    waiting_.insert(waiting_.end(), std::make_move_iterator(reads.begin()),
                    std::make_move_iterator(reads.end()));
  return written;
}

void PersonReads::work() {
  for (bool going = true; going;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, std::chrono::milliseconds(kWriteEveryMs),
                        [this] { return stopping_; });
      going = !stopping_;
    }
    const Status written = write();
    if (!written)
      log::warning("reads of persons are not kept yet", {{"why", written.error().message}});
  }
}

}  // namespace kontor::host
