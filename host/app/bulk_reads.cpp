#include "host/app/bulk_reads.hpp"

#include "base/core/log.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kCountsMax = 10'000;

}  // namespace

BulkReads::Due BulkReads::add(const Principal& principal, const std::string& entity,
                              std::int64_t count) {
  const std::int64_t now_ms = parts_.clock.monotonic_ms();
  const std::string who = std::string(principal_kind_name(principal.kind)) + " " + principal.id;
  const std::lock_guard lock(mutex_);
  if (counts_.size() >= kCountsMax) {
    std::erase_if(counts_,
                  [&](const auto& each) { return each.second.since_ms + kDayMs < now_ms; });
  }
  Count& known = counts_[{who, entity}];
  if (known.since_ms == 0 || known.since_ms + kDayMs < now_ms) known = {now_ms};
  known.records += count;
  Due due;
  if (known.records - known.logged >= limits_.log_every) {
    due.log = known.records - known.logged;
    known.logged = known.records;
  }
  if (!known.alerted && known.records >= limits_.alert_at) {
    due.alert = known.records;
    known.alerted = true;
  }
  return due;
}

std::vector<UserNotice> BulkReads::notices(const Principal& principal, const std::string& entity,
                                           std::int64_t alert) {
  std::vector<UserNotice> told;
  if (alert == 0 || parts_.accounts == nullptr || parts_.ids == nullptr) return told;
  const auto users = parts_.accounts->users();
  if (!users) {
    log::error("nobody could be told of a mass read", {{"why", users.error().message}});
    return told;
  }
  for (const User& user : *users) {
    const auto known = parts_.accounts->act_as(user.id);
    if (!known || !known->rights->may_named("audit.read")) continue;
    UserNotice notice{parts_.ids->next(), user.id, "security.mass_read", entity, ""};
    notice.body = {{"records", alert},
                   {"by", principal.name},
                   {"kind", std::string(principal_kind_name(principal.kind))}};
    notice.created_at_ms = parts_.clock.now_ms();
    told.push_back(std::move(notice));
  }
  return told;
}

Status BulkReads::write(const Principal& principal, const std::string& entity,
                        std::vector<AuditEntry> entries, std::int64_t alert) {
  if (alert > 0) {
    entries.push_back({"alert.mass-read", entity, "", {{"records", alert}}});
  }
  if (entries.empty()) return ok();
  const AuditActor actor = audit_actor(principal);
  const std::vector<UserNotice> told = notices(principal, entity, alert);
  Status done = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(AuditLog(parts_.clock).append(session, actor, entries));
    if (alert == 0) return ok();
    TRY(UserNoticeStore::add(session, told));
    const EventCause cause = cause_of(principal);
    return parts_.outbox.append(
        session, {{"security.mass_read",
                   {{"entity", entity}, {"records", alert}, {"kind", actor.kind}, {"by", actor.id}},
                   cause.origin,
                   cause.actor}});
  });
  if (!done) return done;
  if (alert > 0) parts_.outbox.announce();
  return ok();
}

Status BulkReads::read(const Principal& principal, const std::string& entity, std::size_t count) {
  if (principal.kind == PrincipalKind::system || count == 0) return ok();
  const Due due = add(principal, entity, static_cast<std::int64_t>(count));
  std::vector<AuditEntry> entries;
  if (due.log > 0) entries.push_back({"read.bulk", entity, "", {{"records", due.log}}});
  return write(principal, entity, std::move(entries), due.alert);
}

Status BulkReads::exported(const Principal& principal, const std::string& entity, std::size_t count,
                           const std::string& format) {
  const Due due = add(principal, entity, static_cast<std::int64_t>(count));
  return write(principal, entity,
               {{"export", entity, "", {{"records", count}, {"format", format}}}}, due.alert);
}

}  // namespace kontor::host
