#include "host/app/deadline_watch.hpp"

#include <algorithm>
#include <array>

#include "base/core/log.hpp"
#include "host/store/user_notice_store.hpp"

namespace kontor::host {

// When `due` has passed in a record that is in one of `states`, has none of `unset` and all of
// `set`, it gets the mark, and its owner a notice.
struct DeadlineWatch::Deadline {
  const char* entity;
  const char* due;
  std::vector<std::string> unset;
  std::vector<std::string> states;
  const char* mark;
  bool marks_time;  // The mark is the time; otherwise `true`.
  const char* kind;
  std::vector<std::string> set = {};
};

namespace {

constexpr int kPauseMs = 200;

std::string text_of(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

Status DeadlineWatch::start() {
  auto last =
      parts_.database.read([](db::Session& session) { return UserNoticeStore::last_id(session); });
  told_ = TRY(std::move(last));
  worker_ = std::thread([this] { work(); });
  return ok();
}

void DeadlineWatch::stop() {
  stopping_ = true;
  if (!worker_.joinable()) return;
  parts_.outbox.announce();
  worker_.join();
}

void DeadlineWatch::work() {
  std::uint64_t seen = 0;
  while (!stopping_) {
    const auto looked = look();
    if (!looked)
      log::error("deadlines could not be looked at", {{"reason", looked.error().message}});
    if (stopping_) return;
    seen = parts_.outbox.wait(seen, kLookMs);
    // A busy host is not asked after every single change.
    for (int waited = 0; waited < kPauseMs && !stopping_; waited += kPauseMs / 4)
      std::this_thread::sleep_for(std::chrono::milliseconds(kPauseMs / 4));
  }
}

Result<int> DeadlineWatch::look() {
  static const std::vector<Deadline> deadlines = {{"task",
                                                   "remind_at",
                                                   {"reminded_at"},
                                                   {"open", "in_progress"},
                                                   "reminded_at",
                                                   /*marks_time=*/true,
                                                   "task.reminder",
                                                   // What nobody has waits until somebody does.
                                                   {"owner"}},
                                                  {"case",
                                                   "respond_by",
                                                   {"responded_at", "response_late"},
                                                   {"new", "in_progress", "waiting"},
                                                   "response_late",
                                                   /*marks_time=*/false,
                                                   "case.response_late"},
                                                  {"case",
                                                   "resolve_by",
                                                   {"resolved_at", "resolution_late"},
                                                   {"new", "in_progress"},
                                                   "resolution_late",
                                                   /*marks_time=*/false,
                                                   "case.resolution_late"}};
  int met = 0;
  for (const Deadline& deadline : deadlines) met += TRY(meet(deadline));
  TRY(tell_pages());
  return met;
}

Result<int> DeadlineWatch::meet(const Deadline& deadline) {
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = catalogue->find(deadline.entity);
  if (entity == nullptr) return 0;
  std::vector<Filter> all{
      Filter::of({deadline.due, FilterOp::le, to_rfc3339(parts_.clock.now_ms())}),
      Filter::of({"state", FilterOp::in, Json(deadline.states)})};
  for (const std::string& field : deadline.unset)
    all.push_back(Filter::of({field, FilterOp::is_null, true}));
  for (const std::string& field : deadline.set)
    all.push_back(Filter::of({field, FilterOp::is_null, false}));
  RecordQuery query{Filter::all_of(std::move(all)), {}, deadline.due, {}, kAtOnceMax};
  auto due = parts_.database.read(
      [&](db::Session& session) { return parts_.records.store().list(session, *entity, query); });
  int met = 0;
  const RecordPage page = TRY(std::move(due));
  for (const Record& record : page.records) {
    if (TRY(mark(deadline, *entity, record))) ++met;
  }
  if (met > 0) parts_.outbox.announce();
  return met;
}

Result<bool> DeadlineWatch::mark(const Deadline& deadline, const Entity& entity,
                                 const Record& record) {
  const TimeMs now_ms = parts_.clock.now_ms();
  const Principal system = Principal::system();
  const SavePipeline steps = parts_.records.pipeline(entity, system);
  UserNotice notice{parts_.ids.next(), text_of(record.fields, "owner"), deadline.kind, entity.name,
                    record.id};
  notice.body = {{"title", text_of(record.fields, "title")},
                 {"due_at", text_of(record.fields, deadline.due)}};
  notice.created_at_ms = now_ms;
  return parts_.database.transaction([&](db::Session& session) -> Result<bool> {
    std::vector<PendingSave> batch(1);
    batch[0].before = record;
    batch[0].after = record;
    batch[0].changes = {
        {deadline.mark, deadline.marks_time ? Json(to_rfc3339(now_ms)) : Json(true)}};
    steps.validate(batch);
    if (!batch[0].problem) TRY(steps.write(session, batch));
    // Somebody changed the record meanwhile: the next look decides anew.
    if (batch[0].problem) return false;
    if (!notice.user_id.empty()) TRY(UserNoticeStore::add(session, {notice}));
    TRY(parts_.outbox.append(session,
                             {{deadline.kind, {{"entity", entity.name}, {"id", record.id}}}}));
    return true;
  });
}

Status DeadlineWatch::tell_pages() {
  for (;;) {
    auto fresh = parts_.database.read(
        [&](db::Session& session) { return UserNoticeStore::after(session, told_, kAtOnceMax); });
    const auto notices = TRY(std::move(fresh));
    for (const UserNotice& notice : notices) {
      parts_.notices.to_user(notice.user_id, "notice", notice_json(notice));
      told_ = notice.id;
    }
    if (notices.size() < static_cast<std::size_t>(kAtOnceMax)) return ok();
  }
}

}  // namespace kontor::host
