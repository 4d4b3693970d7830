#include "subject_requests.hpp"

#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "calendar.hpp"

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
                                     const std::string& received_on) {
  const std::string today = rfc3339(now()).substr(0, 10);
  const std::string on = received_on.empty() ? today : received_on;
  const auto received = day_of(on);
  if (!received || on.size() != 10) {
    throw Failure(KONTOR_INVALID_ARGUMENT, "received_on is a day: 2026-11-22");
  }
  if (on > today) {
    throw Failure(KONTOR_INVALID_ARGUMENT, "a request cannot have been received after today");
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

SubjectRequest SubjectRequests::step(const std::string& person, const std::string& id,
                                     const std::string& step, const std::string& reason,
                                     const std::string& today) {
  const auto stored = host_.storage_get({.key = request_key(person, id)});
  if (!stored.value.is_object()) throw Failure(KONTOR_NOT_FOUND, "there is no such request");
  SubjectRequest request = request_of(stored.value);
  if (request.state != "open" && request.state != "extended") {
    throw Failure(KONTOR_CONFLICT, "the request is closed: " + request.state);
  }
  if (step != "answer" && reason.empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, "say why: the person has to be told the reason");
  }
  if (step == "extend") {
    if (request.state == "extended") throw Failure(KONTOR_CONFLICT, "it was extended already");
    if (today > request.answer_by) {
      throw Failure(KONTOR_CONFLICT, "the month is over: too late to extend (GDPR article 12(3))");
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
