#include "subject_requests.hpp"

#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "calendar.hpp"
#include "refusals.hpp"

namespace kontor::consent {
namespace {

constexpr std::int64_t kRequestsMax = 500;

std::string request_key(const std::string& person, const std::string& id) {
  return "request/" + person + "/" + id;
}

SubjectRequest request_of(const Json& value) {
  return {.id = text_of(value, "id"),
          .person = text_of(value, "person"),
          .kind = text_of(value, "kind"),
          .state = text_of(value, "state"),
          .received_on = text_of(value, "received_on"),
          .answer_by = text_of(value, "answer_by"),
          .closed_at = text_of(value, "closed_at"),
          .reason = text_of(value, "reason"),
          .task = text_of(value, "task")};
}

bool is_open(const SubjectRequest& request) {
  return request.state == "open" || request.state == "extended";
}

}  // namespace

Json to_json(const SubjectRequest& request) {
  return {{"id", request.id},
          {"person", request.person},
          {"kind", request.kind},
          {"state", request.state},
          {"received_on", request.received_on},
          {"answer_by", request.answer_by},
          {"closed_at", request.closed_at},
          {"reason", request.reason},
          {"task", request.task}};
}

SubjectRequest SubjectRequests::open(const std::string& person, const std::string& kind,
                                     const std::string& received_on, const std::string& locale) {
  const std::string today = rfc3339(now()).substr(0, 10);
  const std::string on = received_on.empty() ? today : received_on;
  const auto received = day_of(on);
  if (!received || on.size() != 10) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kNotADay.in(locale));
  }
  if (on > today) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kReceivedLater.in(locale));
  }
  SubjectRequest request{.id = random_hex(),
                         .person = person,
                         .kind = kind,
                         .state = "open",
                         .received_on = on,
                         .answer_by = to_text(answer_by(*received, /*extended=*/false))};
  store(request);
  return request;
}

// The number is needed only where it says something.
std::string SubjectRequests::only_open(const std::string& person, const std::string& locale) const {
  std::string id;
  for (const SubjectRequest& one : of(person)) {
    if (!is_open(one)) continue;
    if (!id.empty()) throw Failure(KONTOR_INVALID_ARGUMENT, kSeveralOpen.in(locale));
    id = one.id;
  }
  if (id.empty()) throw Failure(KONTOR_NOT_FOUND, kNoneOpen.in(locale));
  return id;
}

SubjectRequest SubjectRequests::step(const std::string& person, const std::string& id,
                                     const std::string& step, const std::string& reason,
                                     const std::string& today, const std::string& locale) {
  const std::string which = id.empty() ? only_open(person, locale) : id;
  const auto stored = host_.storage_get({.key = request_key(person, which)});
  if (!stored.value.is_object()) throw Failure(KONTOR_NOT_FOUND, kNoSuchRequest.in(locale));
  SubjectRequest request = request_of(stored.value);
  if (!is_open(request)) throw Failure(KONTOR_CONFLICT, kClosed.in(locale));
  if (step != "answer" && reason.empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kSayWhy.in(locale));
  }
  if (step == "extend") {
    if (request.state == "extended") throw Failure(KONTOR_CONFLICT, kExtendedOnce.in(locale));
    if (today > request.answer_by) {
      throw Failure(KONTOR_CONFLICT, kTooLate.in(locale));
    }
    request.state = "extended";
    const auto received = day_of(request.received_on);
    if (received) request.answer_by = to_text(answer_by(*received, /*extended=*/true));
  } else {
    request.state = step == "answer" ? "answered" : "refused";
    request.closed_at = rfc3339(now());
  }
  request.reason = reason;
  store(request);
  return request;
}

void SubjectRequests::store(const SubjectRequest& request) const {
  host_.storage_put({.key = request_key(request.person, request.id),
                     .value = to_json(request),
                     .person = request.person});
}

std::vector<SubjectRequest> SubjectRequests::of(const std::string& person) const {
  std::vector<SubjectRequest> requests;
  const auto page =
      host_.storage_list({.prefix = request_key(person, ""), .limit = kRequestsMax, .cursor = {}});
  requests.reserve(page.entries.size());
  for (const auto& entry : page.entries) requests.push_back(request_of(entry.value));
  return requests;
}

}  // namespace kontor::consent
