#include "subject_requests.hpp"

#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include <algorithm>

#include "calendar.hpp"
#include "refusals.hpp"
#include "stored.hpp"

namespace kontor::consent {
namespace {

constexpr std::int64_t kRequestsMax = 500;

std::string request_key(const std::string& person, const std::string& id) {
  return "request/" + person + "/" + id;
}

std::vector<Letter> letters_in(const Json& value) {
  std::vector<Letter> letters;
  const Json list = value.value("letters", Json::array());
  for (const Json& one : list)
    letters.push_back({.state = text_of(one, "state"),
                       .at = text_of(one, "at"),
                       .language = text_of(one, "language"),
                       .text = text_of(one, "text"),
                       .mail = text_of(one, "mail")});
  return letters;
}

Json letters_json(const SubjectRequest& request) {
  Json letters = Json::array();
  for (const Letter& one : request.letters)
    letters.push_back({{"state", one.state},
                       {"at", one.at},
                       {"language", one.language},
                       {"text", one.text},
                       {"mail", one.mail}});
  return letters;
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
          .task = text_of(value, "task"),
          .receipt = text_of(value, "receipt"),
          .letters = letters_in(value)};
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
          {"task", request.task},
          {"receipt", request.receipt},
          {"letters", letters_json(request)}};
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

SubjectRequest SubjectRequests::find_open(const std::string& person, const std::string& kind,
                                          const std::string& locale) const {
  std::vector<SubjectRequest> open = of(person);
  std::erase_if(open, [&kind](const SubjectRequest& one) {
    return !one.is_open() || (!kind.empty() && one.kind != kind);
  });
  if (open.empty()) throw Failure(KONTOR_NOT_FOUND, kNoneOpen.in(locale));
  if (std::any_of(open.begin(), open.end(),
                  [&open](const SubjectRequest& one) { return one.kind != open.front().kind; })) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kSeveralOpen.in(locale));
  }
  return *std::min_element(open.begin(), open.end(), [](const auto& one, const auto& other) {
    return one.answer_by < other.answer_by;
  });
}

SubjectRequest SubjectRequests::step(SubjectRequest request, const std::string& step,
                                     const std::string& reason, const std::string& receipt,
                                     const std::string& today, const std::string& locale) {
  if (!request.is_open()) throw Failure(KONTOR_CONFLICT, kClosed.in(locale));
  if (step == "answer" && request.kind == "erasure") {
    throw Failure(KONTOR_CONFLICT, kAnswerByErasing.in(locale));
  }
  const bool for_data = request.kind == "access" || request.kind == "portability";
  if (step == "answer" && for_data && receipt.empty()) {
    throw Failure(KONTOR_INVALID_ARGUMENT, kWhichExport.in(locale));
  }
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
  request.receipt = receipt;
  store(request);
  return request;
}

void SubjectRequests::drop_closed_before(const std::string& time) {
  std::vector<std::string> old;
  for_each_stored(host_, "request/", [&](const std::string& key, const Json& value) {
    const std::string closed_at = text_of(value, "closed_at");
    if (!closed_at.empty() && closed_at < time) old.push_back(key);
  });
  for (const std::string& key : old) host_.storage_delete({.key = key});
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
