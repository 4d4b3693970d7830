#include "host/gdpr/erasure_desk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/core/log.hpp"
#include "host/gdpr/erasure_receipt.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kReasonBytesMax = 1000;
constexpr std::int64_t kDayMs = 86'400'000;

// Ids of erased people, kept apart from the database: a backup from before knows nothing of
// them, and whoever restores it needs the list (`kontor backup restore --erasures`).
Status note_for_restores(const std::filesystem::path& data, const std::string& person) {
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

Status check_reason(const std::string& reason) {
  if (!reason.empty() && reason.size() <= kReasonBytesMax) return ok();
  return Error{ErrorCode::invalid_argument, "reason: 1 to 1000 bytes are wanted"};
}

// Whoever answered in an earlier try has erased then what this one no longer finds.
Json joined(const Json& before, const std::vector<PluginSubjects::Answer>& now) {
  Json all = Json::array();
  for (PluginSubjects::Answer answer : now) {
    for (const Json& each : before) {
      const auto earlier = PluginSubjects::Answer::parse(each);
      if (earlier.plugin != answer.plugin) continue;
      answer.storage += earlier.storage;
      answer.files += earlier.files;
      if (answer.kept.empty()) answer.kept = earlier.kept;
    }
    all.push_back(answer.to_json());
  }
  return all;
}

// When the first of the holds that say so ends.
TimeMs first_end(const Json& holds, TimeMs otherwise) {
  TimeMs first = otherwise;
  for (const Json& hold : holds) {
    const Json until = hold.value("until", Json());
    if (!until.is_string()) continue;
    const auto moment = parse_rfc3339(until.get<std::string>());
    if (moment) first = std::min(first, *moment);
  }
  return first;
}

}  // namespace

Status ErasureDesk::audited(const Principal& actor, const std::string& action,
                            const std::string& person, Json detail,
                            const std::function<Status(db::Session&)>& work) {
  return parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(work(session));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{action, "person", person, detail}});
  });
}

Status ErasureDesk::save(const Erasure& erasure) {
  return parts_.database.transaction(
      [&](db::Session& session) { return ErasureStore::save(session, erasure); });
}

Result<Erasure> ErasureDesk::present(const std::string& id) {
  auto read =
      parts_.database.read([&](db::Session& session) { return ErasureStore::find(session, id); });
  auto erasure = TRY(std::move(read));
  if (!erasure) return Error{ErrorCode::not_found, "there is no such erasure"};
  return std::move(*erasure);
}

Result<Json> ErasureDesk::holds_on(const std::string& person, Json& plugins) {
  const TimeMs now_ms = parts_.clock.now_ms();
  auto read = parts_.database.read(
      [&](db::Session& session) { return ErasureStore::holds(session, person, now_ms); });
  Json all = Json::array();
  const auto own = TRY(std::move(read));
  for (const auto& hold : own) {
    all.push_back({{"by", "company"},
                   {"what", "everything"},
                   {"reason", hold.reason},
                   {"until", hold.to_json()["until"]}});
  }
  plugins = Json::array();
  if (parts_.plugins == nullptr) return all;
  const auto answers = TRY(parts_.plugins->ask_to_forget(person));
  for (const auto& answer : answers) {
    plugins.push_back(answer.to_json());
    for (Json kept : answer.kept) {
      const Json until = kept.value("until", Json());
      const auto end = until.is_string() ? parse_rfc3339(until.get<std::string>())
                                         : Result<TimeMs>(now_ms + kDayMs);
      if (end && *end <= now_ms) continue;
      kept["by"] = answer.plugin;
      all.push_back(std::move(kept));
    }
  }
  return all;
}

// A person, or whoever is somebody without being one; a lead of a person is erased with them.
Result<Subject> ErasureDesk::erasable(const Principal& actor, const std::string& person) {
  Subject subject = TRY(readable_subject(actor, parts_.records, parts_.database, person));
  TRY(require(actor, subject.entity, Verb::remove));
  if (subject.entity == "person") return subject;
  const auto catalogue = parts_.records.definitions().now();
  const PersonRecords scope{*catalogue, parts_.database, parts_.records.store()};
  if (const auto owner = TRY(scope.person_of(subject))) {
    return Error{ErrorCode::conflict,
                 "this " + subject.entity + " is about a person; erase the person",
                 to_text(Json{{"code", "is-a-person"}, {"person", *owner}})};
  }
  return subject;
}

Result<Json> ErasureDesk::preview(const Principal& actor, const std::string& person) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(readable_subject(actor, parts_.records, parts_.database, person));
  Json plugins;
  Json holds = TRY(holds_on(person, plugins));
  return Json{{"person", person}, {"holds", std::move(holds)}, {"plugins", std::move(plugins)}};
}

Result<Erasure> ErasureDesk::begin(const Principal& actor, const std::string& person,
                                   const std::string& reason) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(check_reason(reason));
  TRY(erasable(actor, person));
  const std::lock_guard lock(stepping_);
  auto read = parts_.database.read(
      [&](db::Session& session) { return ErasureStore::find_open(session, person); });
  auto open = TRY(std::move(read));
  if (!open) {
    Erasure fresh;
    fresh.id = parts_.ids.next();
    fresh.person = person;
    fresh.reason = reason;
    fresh.asked_by = actor.id;
    fresh.asked_at_ms = fresh.next_at_ms = parts_.clock.now_ms();
    TRY(audited(actor, "person.erase-asked", person, {{"erasure", fresh.id}},
                [&](db::Session& session) { return ErasureStore::insert(session, fresh); }));
    open = std::move(fresh);
  }
  TRY(advance(*open));
  return std::move(*open);
}

Status ErasureDesk::advance(Erasure& erasure) {
  if (erasure.state == "asked" || erasure.state == "held") TRY(ask(erasure));
  if (erasure.state == "committing") TRY(commit(erasure));
  return ok();
}

void ErasureDesk::wait_longer(Erasure& erasure) {
  const auto doubled = std::min<std::int64_t>(erasure.attempts, 10);
  erasure.next_at_ms = parts_.clock.now_ms() + std::min(kFirstPauseMs << doubled, kPauseMaxMs);
  ++erasure.attempts;
}

Status ErasureDesk::ask(Erasure& erasure) {
  erasure.holds = TRY(holds_on(erasure.person, erasure.plugins));
  const TimeMs now_ms = parts_.clock.now_ms();
  if (!erasure.holds.empty()) {
    erasure.state = "held";
    erasure.next_at_ms = std::max(now_ms, first_end(erasure.holds, now_ms + kDayMs));
    return save(erasure);
  }
  const bool unanswered = std::any_of(erasure.plugins.begin(), erasure.plugins.end(),
                                      [](const Json& plugin) { return plugin.contains("error"); });
  if (unanswered) {
    erasure.state = "asked";
    wait_longer(erasure);
    return save(erasure);
  }
  erasure.state = "committing";
  erasure.attempts = 0;
  erasure.next_at_ms = now_ms;
  erasure.plugins = Json::array();
  return save(erasure);
}

Status ErasureDesk::commit(Erasure& erasure) {
  // First of all, so that no backup restored from here on forgets that they are forgotten.
  TRY(note_for_restores(parts_.data, erasure.person));
  bool complete = true;
  if (parts_.plugins != nullptr) {
    const auto answers = TRY(parts_.plugins->forget(erasure.person));
    erasure.plugins = joined(erasure.plugins, answers);
    complete = std::all_of(answers.begin(), answers.end(),
                           [](const auto& answer) { return answer.error.empty(); });
  }
  if (!complete) {
    wait_longer(erasure);
    return save(erasure);
  }
  TRY(save(erasure));
  return finish(erasure);
}

Status ErasureDesk::finish(Erasure& erasure) {
  RecordEraser eraser{parts_.database, parts_.records, parts_.outbox, parts_.clock,
                      parts_.tombstones};
  Erasure ended = erasure;
  const auto also = [&](db::Session& session, const Json& counts) -> Status {
    ended = erasure;
    ended.state = "done";
    ended.finished_at_ms = parts_.clock.now_ms();
    ended.receipt = sign_receipt(ended, counts, ended.finished_at_ms, parts_.key);
    for (const Json& each : ended.plugins) {
      const auto answer = PluginSubjects::Answer::parse(each);
      if (answer.tell_on_return)
        TRY(ErasureStore::add_debt(session, {answer.plugin, erasure.person}, ended.finished_at_ms));
    }
    return ErasureStore::save(session, ended);
  };
  const auto erased =
      eraser.erase(audit_actor(Principal::system()), erasure.person, erasure.id, also);
  if (!erased) return erased.error();
  erasure = std::move(ended);
  if (parts_.plugins != nullptr) TRY(parts_.plugins->records_gone());
  return ok();
}

Result<Erasure> ErasureDesk::find(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "privacy.manage"));
  return present(id);
}

Result<std::vector<Erasure>> ErasureDesk::list(const Principal& actor, const std::string& before,
                                               int limit) {
  TRY(require_right(actor, "privacy.manage"));
  return parts_.database.read(
      [&](db::Session& session) { return ErasureStore::list(session, before, limit); });
}

Result<Erasure> ErasureDesk::cancel(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "privacy.manage"));
  const std::lock_guard lock(stepping_);
  Erasure erasure = TRY(present(id));
  if (erasure.state == "cancelled") return erasure;
  if (erasure.state != "asked" && erasure.state != "held") {
    return Error{ErrorCode::conflict, "what is erased cannot be called back",
                 R"({"code":"erasure-committed"})"};
  }
  erasure.state = "cancelled";
  TRY(audited(actor, "person.erase-cancelled", erasure.person, {{"erasure", id}},
              [&](db::Session& session) { return ErasureStore::save(session, erasure); }));
  return erasure;
}

Result<ErasureStore::Hold> ErasureDesk::hold(const Principal& actor, const std::string& person,
                                             const std::string& reason,
                                             std::optional<TimeMs> until_ms) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(check_reason(reason));
  TRY(readable_subject(actor, parts_.records, parts_.database, person));
  const ErasureStore::Hold made{parts_.ids.next(), person,   reason,
                                until_ms,          actor.id, parts_.clock.now_ms()};
  TRY(audited(actor, "person.hold", person, {{"hold", made.id}},
              [&](db::Session& session) { return ErasureStore::add_hold(session, made); }));
  return made;
}

Status ErasureDesk::lift_hold(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "privacy.manage"));
  return audited(actor, "person.hold-lifted", "", {{"hold", id}},
                 [&](db::Session& session) -> Status {
                   if (TRY(ErasureStore::lift_hold(session, id, parts_.clock.now_ms())))
                     return ok();
                   return Error{ErrorCode::not_found, "there is no such hold in force"};
                 });
}

Result<std::vector<ErasureStore::Hold>> ErasureDesk::holds(const Principal& actor) {
  TRY(require_right(actor, "privacy.manage"));
  return parts_.database.read([&](db::Session& session) {
    return ErasureStore::holds(session, "", parts_.clock.now_ms());
  });
}

Result<std::int64_t> ErasureDesk::lift_block(const Principal& actor, const std::string& email,
                                             const std::string& phone, const std::string& reason) {
  TRY(require_right(actor, "privacy.manage"));
  TRY(check_reason(reason));
  std::vector<std::string> marks;
  if (!email.empty()) marks.push_back(parts_.tombstones.mark_of(FieldType::email, email));
  const std::string number =
      phone.empty() ? "" : normalise_phone(phone, parts_.records.phone_defaults()).number;
  if (!phone.empty()) marks.push_back(parts_.tombstones.mark_of(FieldType::phone, number));
  if (marks.empty()) return Error{ErrorCode::invalid_argument, "email or phone is wanted"};
  std::int64_t lifted = 0;
  const auto lift = [&](db::Session& session) -> Status {
    lifted = TRY(parts_.tombstones.lift(session, marks));
    return ok();
  };
  TRY(audited(actor, "person.block-lifted", "", {{"reason", reason}}, lift));
  return lifted;
}

Result<int> ErasureDesk::step() {
  const std::lock_guard lock(stepping_);
  const TimeMs now_ms = parts_.clock.now_ms();
  auto read = parts_.database.read(
      [&](db::Session& session) { return ErasureStore::due(session, now_ms, kAtOnce); });
  const std::vector<std::string> due = TRY(std::move(read));
  int ended = 0;
  for (const std::string& id : due) {
    Erasure erasure = TRY(present(id));
    const Status advanced = advance(erasure);
    if (!advanced) {
      log::warning("an erasure waits", {{"erasure", id}, {"reason", advanced.error().message}});
      wait_longer(erasure);
      TRY(save(erasure));
    }
    if (erasure.state == "done") ++ended;
  }
  TRY(pay_debts());
  return ended;
}

Status ErasureDesk::pay_debts() {
  if (parts_.plugins == nullptr) return ok();
  auto read = parts_.database.read(
      [&](db::Session& session) { return ErasureStore::debts(session, kAtOnce); });
  const auto debts = TRY(std::move(read));
  for (const auto& debt : debts) {
    if (!parts_.plugins->forget_late(debt.plugin, debt.person)) continue;
    TRY(parts_.database.transaction(
        [&](db::Session& session) { return ErasureStore::pay_debt(session, debt); }));
  }
  return ok();
}

}  // namespace kontor::host
