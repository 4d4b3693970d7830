#pragma once

#include <kontor/host.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::consent {

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
  std::string reason = {};  // Of an extension or a refusal.
  std::string task = {};    // The planner's task with the deadline.
};

// The requests, stored under their person. One thread at a time.
class SubjectRequests {
 public:
  explicit SubjectRequests(Host host) : host_(std::move(host)) {}

  // Failure(invalid_argument) for a day that is none or still to come.
  SubjectRequest open(const std::string& person, const std::string& kind,
                      const std::string& received_on, const std::string& locale);
  // `extend`, `answer` or `refuse`. Failure(conflict) where that is no longer possible: a closed
  // request stays closed, and an extension is told before the first month is over and once. Without
  // an id the one that is open is meant. Refusals are in the language of `locale`.
  SubjectRequest step(const std::string& person, const std::string& id, const std::string& step,
                      const std::string& reason, const std::string& today,
                      const std::string& locale);

  void store(const SubjectRequest& request) const;
  std::vector<SubjectRequest> of(const std::string& person) const;

 private:
  std::string only_open(const std::string& person, const std::string& locale) const;

  Host host_;
};

Json to_json(const SubjectRequest& request);

}  // namespace kontor::consent
