#pragma once

#include <kontor/host.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::consent {

// A letter that was written for a request, as the person got it.
struct Letter {
  std::string state = {};  // Of the request then, or "lifted".
  std::string at = {};
  std::string language = {};
  std::string text = {};
  std::string mail = {};  // The mail's id; "": it was not mailed.
};

// What a person asked of the company under GDPR articles 15 to 22, and by when it has to be
// answered (article 12(3): one month, two more where it is told in time why).
struct SubjectRequest {
  std::string id = {};
  std::string person = {};
  std::string kind = {};   // access, rectification, erasure, restriction, portability, objection
  std::string state = {};  // open, extended, answered, refused
  std::string received_on = {};
  std::string answer_by = {};
  std::string closed_at = {};
  std::string reason = {};           // Of an extension or a refusal.
  std::string task = {};             // The planner's task with the deadline.
  std::string receipt = {};          // The export it was answered with.
  std::vector<Letter> letters = {};  // All that were written, the first first.

  bool is_open() const { return state == "open" || state == "extended"; }
};

// The requests, stored under their person. One thread at a time.
class SubjectRequests {
 public:
  explicit SubjectRequests(Host host) : host_(std::move(host)) {}

  // Failure(invalid_argument) for a day that is none or still to come.
  SubjectRequest open(const std::string& person, const std::string& kind,
                      const std::string& received_on, const std::string& locale);
  // The open one of a kind that is due first; of any kind where `kind` is empty and no two
  // kinds are open. Failure(not_found) if there is none, invalid_argument if it has to be said
  // which. Refusals here are in the language of `locale`.
  SubjectRequest find_open(const std::string& person, const std::string& kind,
                           const std::string& locale) const;
  // `extend`, `answer` or `refuse`. Failure(conflict) where that is not possible: a closed request
  // stays closed, an extension is told before the first month is over and once, and an erasure is
  // answered by erasing. Failure(invalid_argument) without a reason, or for an answer to who asked
  // for their data without the export it was given with.
  SubjectRequest step(SubjectRequest request, const std::string& step, const std::string& reason,
                      const std::string& receipt, const std::string& today,
                      const std::string& locale);
  // Removes those closed before a time (RFC 3339).
  void drop_closed_before(const std::string& time);

  void store(const SubjectRequest& request) const;
  std::vector<SubjectRequest> of(const std::string& person) const;

 private:
  Host host_;
};

Json to_json(const SubjectRequest& request);

}  // namespace kontor::consent
