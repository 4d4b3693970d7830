#include "request_desk.hpp"

#include <algorithm>
#include <chrono>
#include <kontor/time.hpp>
#include <kontor/view.hpp>
#include <optional>
#include <set>

#include "calendar.hpp"
#include "letters.hpp"
#include "refusals.hpp"
#include "sentences.hpp"

namespace kontor::consent {
namespace {

constexpr std::size_t kMessageMax = 2000;  // Characters, as action.run says.

std::size_t characters_of(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// The letter whole, as a text of the output, and as much as a message has room for.
ActionResult with_letter(Json output, const Letter& letter, const std::string& besides = "") {
  output["letter"] = letter.text;
  output["text"] = letter.text;
  output["mailed"] = !letter.mail.empty();
  std::string message = letter.text + (besides.empty() ? "" : "\n\n" + besides);
  if (characters_of(message) > kMessageMax) message = besides;
  return {.output = std::move(output), .message = std::move(message)};
}

}  // namespace

// The letter is kept with its request, and mailed where that is wished. A request counts
// whether or not a mail can go, so what keeps it from going is only told.
ActionResult RequestDesk::keep(SubjectRequest request, const Json& input, Letter written) {
  written.at = rfc3339(now());
  written.language = text_of(input, "language", book_.locale());
  std::string besides;
  if (input.value("send", false)) {
    const std::string key = "letter/" + request.id + "/" + std::to_string(request.letters.size());
    besides = mailed(request, key, written);
  }
  request.letters.push_back(written);
  requests_.store(request);
  return with_letter(to_json(request), written, besides);
}

ActionResult RequestDesk::letter_of(SubjectRequest request, const Json& input) {
  Letter written{.state = request.state};
  written.text =
      letter(request, book_.controller().name, text_of(input, "language", book_.locale()));
  return keep(std::move(request), input, std::move(written));
}

std::string RequestDesk::mailed(const SubjectRequest& request, const std::string& key,
                                Letter& written) {
  try {
    const auto permit =
        host_.message_permit({.person = request.person, .channel = "email", .purpose = "consent"});
    op::MailSendRequest mail;
    mail.permit = permit.permit;
    mail.subject = letter_subject(request.kind, written.language);
    mail.text = written.text;
    mail.key = key;
    written.mail = host_.mail_send(mail).id;
    return kLetterMailed.in(book_.locale());
  } catch (const Failure& failure) {
    return kLetterNotMailed.in(book_.locale(), {failure.what()});
  }
}

// The last letter of a kind of request again, to read it or to mail it now.
ActionResult RequestDesk::reread(const std::string& person, const ActionRequest& request) {
  const std::string kind = text_of(request.input, "kind");
  std::optional<SubjectRequest> found;
  for (SubjectRequest& one : requests_.of(person)) {
    if ((!kind.empty() && one.kind != kind) || one.letters.empty()) continue;
    if (!found || found->letters.back().at <= one.letters.back().at) found = std::move(one);
  }
  if (!found) throw Failure(KONTOR_NOT_FOUND, kNoSuchRequest.in(book_.locale()));
  Json input = request.input;
  const Letter last = found->letters.back();
  input["language"] = last.language;
  if (input.value("send", false))
    return keep(std::move(*found), input, {.state = last.state, .text = last.text});
  return with_letter(to_json(*found), last);
}

// The person is told before a restriction ends, with the letters of their request for it.
ActionResult RequestDesk::lift(const std::string& person, const ActionRequest& request) {
  const std::string reason = text_of(request.input, "reason");
  if (reason.empty()) throw Failure(KONTOR_INVALID_ARGUMENT, kNeedsReason.in(book_.locale()));
  if (!book_.lift_restriction(person, request.actor.id, reason))
    throw Failure(KONTOR_CONFLICT, kNotRestricted.in(book_.locale()));
  Letter told{.state = "lifted"};
  told.text = lifting_letter(reason, book_.controller().name,
                             text_of(request.input, "language", book_.locale()));
  for (SubjectRequest& one : requests_.of(person)) {
    if (one.kind == "restriction") return keep(std::move(one), request.input, std::move(told));
  }
  return with_letter(Json::object(), told);
}

ActionResult RequestDesk::open(const std::string& person, const ActionRequest& request) {
  const std::string kind = text_of(request.input, "kind", "access");
  SubjectRequest opened =
      requests_.open(person, kind, text_of(request.input, "received_on"), book_.locale());
  // What protects the person first, whatever becomes of the planner.
  if (kind == "objection") {
    for (const std::string& purpose : book_.choices_of(person))
      book_.withdraw(person, purpose, {.actor = request.actor.id, .channel = "objection"});
  }
  if (kind == "restriction") book_.restrict(person, request.actor.id);
  const std::string due = opened.answer_by + "T12:00:00.000Z";
  const auto task = host_.record_create(
      {.entity = "task",
       .fields = {{"title", kAnswerTask.in(book_.locale(),
                                           {opened.answer_by, kind_name(kind, book_.locale())})},
                  {"due_at", due},
                  {"priority", "high"},
                  {"state", "open"},
                  {"owner", request.actor.id},
                  {"subject_entity", "person"},
                  {"subject", person}}});
  opened.task = task.record.id;
  requests_.store(opened);
  return letter_of(std::move(opened), request.input);
}

ActionResult RequestDesk::step(const std::string& person, const ActionRequest& request) {
  const SubjectRequest changed = requests_.step(
      requests_.find_open(person, text_of(request.input, "kind"), book_.locale()),
      text_of(request.input, "step"), text_of(request.input, "reason"),
      text_of(request.input, "receipt"), rfc3339(now()).substr(0, 10), book_.locale());
  if (changed.kind == "restriction" && changed.state == "refused")
    book_.lift_restriction(person, request.actor.id, changed.reason);
  if (!changed.task.empty()) {
    Json fields = {{"due_at", changed.answer_by + "T12:00:00.000Z"}};
    if (!changed.closed_at.empty()) fields = {{"state", "done"}};
    host_.record_update(
        {.entity = "task", .id = changed.task, .version = {}, .fields = std::move(fields)});
  }
  return letter_of(changed, request.input);
}

// The task of what was asked by somebody who is erased: there is nobody left to answer.
void RequestDesk::close_tasks(const std::string& person) {
  for (const SubjectRequest& one : requests_.of(person)) {
    if (!one.is_open() || one.task.empty()) continue;
    try {
      host_.record_update(
          {.entity = "task", .id = one.task, .version = {}, .fields = {{"state", "done"}}});
    } catch (const Failure& failure) {
      host_.log_warning(std::string("the task of an erased person stays: ") + failure.what());
    }
  }
}

// Each request with its last letter, and the answer to each open one behind its own button.
void RequestDesk::show(const PanelRequest& request, PanelResult& result) const {
  std::vector<std::vector<std::string>> asked;
  std::vector<op::ViewBlock> answers;
  std::set<std::string> kinds;
  for (const SubjectRequest& one : requests_.of(request.record.id)) {
    const std::string name = kind_name(one.kind, request.locale);
    asked.push_back({name, request_state_word(one.state, request.locale), one.answer_by,
                     one.letters.empty() ? "" : one.letters.back().at.substr(0, 10)});
    if (!one.is_open() || !kinds.insert(one.kind).second) continue;
    answers.push_back(
        view::action_on({.entity = "person", .id = request.record.id}, "consent.request_step",
                        kAnswerThis.in(request.locale, {name}), {{"kind", one.kind}}));
  }
  if (asked.empty()) return;
  result.blocks.push_back(
      view::table({kRequestHead.in(request.locale), kStateHead.in(request.locale),
                   kAnswerBy.in(request.locale), kLetterHead.in(request.locale)},
                  std::move(asked)));
  for (op::ViewBlock& answer : answers) result.blocks.push_back(std::move(answer));
}

void RequestDesk::drop_old() {
  const std::int64_t days = book_.purposes().keep_days();
  const auto today = day_of(rfc3339(now()));
  if (days > 0 && today) requests_.drop_closed_before(to_text(*today - std::chrono::days(days)));
}

}  // namespace kontor::consent
