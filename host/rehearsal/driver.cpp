#include "host/rehearsal/driver.hpp"

#include <algorithm>
#include <thread>

#include "host/plugins/job_store.hpp"
#include "host/rehearsal/sample_input.hpp"

namespace kontor::host {
namespace {

constexpr int kSamplesOfAction = 3;
constexpr int kRecordsOfBulk = 20;
constexpr TimeMs kWidgetPeriodMs = TimeMs{30} * 24 * 3600 * 1000;
constexpr auto kPause = std::chrono::milliseconds(10);

// The first user, or one added to the copy, with every right and a session: what a plugin may not
// see is its own permissions' affair.
Principal somebody(Accounts& accounts) {
  Principal user = Principal::system();
  user.kind = PrincipalKind::user;
  const auto users = accounts.users();
  if (users && !users->empty()) {
    user.id = users->front().id;
    user.name = users->front().name;
  } else if (const auto added =
                 accounts.add_user(Principal::system(), {.email = "rehearsal@example.test",
                                                         .name = "Rehearsal",
                                                         .password = "of no use elsewhere",
                                                         .roles = {"sales"}})) {
    user.id = added->id;
    user.name = added->name;
  }
  user.session = "rehearsal";
  return user;
}

}  // namespace

RehearsalDriver::RehearsalDriver(RehearsalWorld& world, const RehearsalOrder& order,
                                 const package::Manifest& manifest)
    : world_(world),
      order_(order),
      manifest_(manifest),
      user_(somebody(*world.accounts)),
      end_(std::chrono::steady_clock::now() + std::chrono::seconds(order.time_max_s)) {}

Status RehearsalDriver::wind_back_events() {
  std::vector<std::string> names;
  for (const auto& event : manifest_.contributes.events) names.push_back(event.name);
  last_event_ = TRY(world_.outbox->last_sequence());
  if (names.empty() || last_event_ == 0) return ok();
  // Events of other names lie between: look further back until there are enough.
  for (std::int64_t back = order_.events;; back *= 4) {
    first_event_ = std::max<std::int64_t>(0, last_event_ - back);
    const auto found = TRY(world_.outbox->read_after(first_event_, order_.events + 1, names));
    if (static_cast<int>(found.size()) >= order_.events || first_event_ == 0) break;
  }
  // A reader of the outbox never goes back; this one, of the copy only, begins there.
  TRY(world_.outbox->forget(manifest_.id));
  return world_.database->transaction([&](db::Session& session) -> Status {
    TRY(session.execute("INSERT INTO outbox_reader (name, sequence) VALUES ($1, $2)",
                        {manifest_.id, first_event_}));
    return ok();
  });
}

void RehearsalDriver::drive() {
  drive_hooks();
  drive_events();
  drive_actions();
  drive_widgets();
  drive_panels();
  drive_menu();
  drive_jobs();
  drive_webhooks();
  drive_pages();
  if (!in_time()) leave_out("the rest", "the time is over");
}

std::vector<Record> RehearsalDriver::newest(const std::string& entity, int count) {
  std::vector<Record> records;
  ListRequest request{.entity = entity};
  while (static_cast<int>(records.size()) < count) {
    request.limit = std::min(kListLimitMax, count - static_cast<int>(records.size()));
    auto page = world_.records->list(Principal::system(), request);
    if (!page) break;
    for (Record& record : page->records) records.push_back(std::move(record));
    if (page->next.empty()) break;
    request.cursor = page->next;
  }
  return records;
}

// One at a time, as people save.
void RehearsalDriver::drive_hooks() {
  for (const auto& hook : manifest_.contributes.hooks) {
    std::int64_t given = 0;
    for (const Record& record : newest(hook.entity, order_.records)) {
      if (!in_time()) break;
      PendingRecord pending{.id = record.id, .is_new = false, .fields = record.fields};
      // What it answered, and whether, is in the trace.
      static_cast<void>(world_.plugins->before_save(hook.entity, {pending}, user_));
      ++given;
    }
    note("record.before_save " + hook.entity, given);
  }
}

void RehearsalDriver::drive_events() {
  if (manifest_.contributes.events.empty()) return;
  const auto until = std::min(end_, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  std::int64_t at = first_event_;
  while (at < last_event_ && std::chrono::steady_clock::now() < until) {
    const auto cursor = world_.outbox->cursor(manifest_.id);
    if (cursor) at = std::max(at, *cursor);
    std::vector<std::string> names;
    for (const auto& event : manifest_.contributes.events) names.push_back(event.name);
    const auto left = world_.outbox->read_after(at, 1, names);
    if (left && (left->empty() || left->front().sequence > last_event_)) break;
    std::this_thread::sleep_for(kPause);
  }
  note("event.deliver up to", order_.events);
}

void RehearsalDriver::drive_actions() {
  for (const auto& action : manifest_.contributes.actions) {
    const Json input = action.input.is_object() ? sample_of(action.input) : Json::object();
    std::vector<Json> subjects;
    if (action.entity.empty()) subjects.emplace_back(nullptr);
    if (!action.entity.empty())
      for (const Record& record : newest(action.entity, kSamplesOfAction))
        subjects.push_back({{"entity", action.entity}, {"id", record.id}});
    if (subjects.empty()) leave_out("action " + action.name, "there is no " + action.entity);
    for (const Json& subject : subjects) {
      if (!in_time()) return;
      const auto done = world_.plugins->act(user_, manifest_.id, action.name, subject, input);
      if (!done) leave_out("action " + action.name, done.error().message);
    }
    note("action " + action.name, static_cast<std::int64_t>(subjects.size()));
    if (action.bulk && !action.entity.empty()) drive_bulk(action, input);
  }
}

// As somebody who marked the first page of a list.
void RehearsalDriver::drive_bulk(const package::Contribution& action, const Json& input) {
  Json chosen = Json::array();
  for (const Record& record : newest(action.entity, kRecordsOfBulk))
    chosen.push_back({{"entity", action.entity}, {"id", record.id}});
  if (chosen.empty() || !in_time()) return;
  const auto count = static_cast<std::int64_t>(chosen.size());
  const auto done = world_.plugins->act_on_many(user_, manifest_.id, action.name, chosen, input);
  if (!done) leave_out("action " + action.name + " on many", done.error().message);
  note("action " + action.name + " on many", count);
}

void RehearsalDriver::drive_widgets() {
  const TimeMs now = world_.clock.now_ms();
  const Json period = {{"from", to_rfc3339(now - kWidgetPeriodMs)}, {"to", to_rfc3339(now)}};
  for (const auto& widget : manifest_.contributes.widgets) {
    if (!in_time()) return;
    const Json parameters = widget.input.is_object() ? sample_of(widget.input) : Json::object();
    const auto shown =
        world_.plugins->widget(user_, manifest_.id, widget.name, period, parameters, "");
    if (!shown) leave_out("widget " + widget.name, shown.error().message);
    note("widget " + widget.name, 1);
  }
}

void RehearsalDriver::drive_panels() {
  for (const auto& panel : manifest_.contributes.panels) {
    if (!in_time()) return;
    const auto records = newest(panel.entity, 1);
    if (records.empty()) {
      leave_out("panel " + panel.name, "there is no " + panel.entity);
      continue;
    }
    const auto shown =
        world_.plugins->panel(user_, manifest_.id, panel.name,
                              {{"entity", panel.entity}, {"id", records.front().id}}, "en");
    if (!shown) leave_out("panel " + panel.name, shown.error().message);
    note("panel " + panel.name, 1);
  }
}

void RehearsalDriver::drive_menu() {
  for (const auto& entry : manifest_.contributes.menu) {
    if (!in_time()) return;
    const auto shown = world_.plugins->open_menu(user_, manifest_.id, entry.name, "en");
    if (!shown) leave_out("menu entry " + entry.name, shown.error().message);
    note("menu entry " + entry.name, 1);
  }
  // What people will import, nobody knows.
  for (const auto& format : manifest_.contributes.import_formats)
    leave_out("import format " + format.name, "there is no file to read");
}

void RehearsalDriver::drive_jobs() {
  JobStore jobs(*world_.database);
  for (const auto& job : manifest_.contributes.jobs) {
    if (!in_time()) return;
    PluginJob row{.id = "rehearsal:" + job.name, .plugin = manifest_.id, .job = job.name};
    row.run_at_ms = world_.clock.now_ms();
    if (job.all.contains("payload")) row.payload = sample_of(job.all["payload"]);
    if (!jobs.add(row)) continue;
    const auto until = std::min(end_, std::chrono::steady_clock::now() + std::chrono::seconds(15));
    bool waits = true;
    while (waits && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(kPause);
      const auto due = jobs.due(world_.clock.now_ms(), 10'000);
      waits = due &&
              std::ranges::any_of(*due, [&](const PluginJob& each) { return each.id == row.id; });
    }
    if (waits) leave_out("job " + job.name, "it did not begin in time");
    note("job " + job.name, 1);
  }
}

// A stranger who knows nothing but the address: what else a real caller sends is not known here.
void RehearsalDriver::drive_webhooks() {
  for (const auto& webhook : manifest_.contributes.webhooks) {
    std::int64_t given = 0;
    for (const Json& method : webhook.all.value("methods", Json{"POST"})) {
      if (!in_time()) return;
      http::Request request{.method = method.get<std::string>()};
      request.headers["content-type"] = "application/json";
      if (request.method == "POST") request.body = "{}";
      const auto answer = world_.plugins->webhook(manifest_.id, webhook.name, request);
      if (!answer) leave_out("webhook " + webhook.name, answer.error().message);
      ++given;
    }
    note("webhook " + webhook.name, given);
  }
}

// Visitors without a token and with a wrong one, who look and who send the form empty.
void RehearsalDriver::drive_pages() {
  for (const auto& page : manifest_.contributes.pages) {
    std::int64_t given = 0;
    for (const auto& [method, token] : {std::pair{"GET", ""}, {"GET", "rehearsal"}, {"POST", ""}}) {
      if (!in_time()) return;
      const http::Request request{.method = method};
      // A refusal is a page, too.
      static_cast<void>(world_.plugins->page(manifest_.id, page.name, token, request));
      ++given;
    }
    note("page " + page.name, given);
  }
}

void RehearsalDriver::leave_out(const std::string& what, const std::string& why) {
  left_out_.push_back({{"what", what}, {"why", why}});
}

void RehearsalDriver::note(const std::string& what, std::int64_t count) {
  given_.push_back({{"what", what}, {"count", count}});
}

}  // namespace kontor::host
