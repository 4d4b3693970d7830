#pragma once

#include <kontor/plugin.hpp>
#include <string>

#include "book.hpp"
#include "subject_requests.hpp"

namespace kontor::consent {

// What colleagues do about a person's requests: note them, answer them with letters that are kept
// and mailed, and see them on the card. Restrictions and objections hold from the moment they are
// noted. One thread at a time.
class RequestDesk {
 public:
  RequestDesk(Host host, Book& book) : host_(host), book_(book), requests_(std::move(host)) {}

  ActionResult open(const std::string& person, const ActionRequest& request);
  ActionResult step(const std::string& person, const ActionRequest& request);
  // The last letter of a kind of request again, to read it or to mail it now.
  ActionResult reread(const std::string& person, const ActionRequest& request);
  // The person is told before a restriction ends, with the letters of their request for it.
  ActionResult lift(const std::string& person, const ActionRequest& request);

  // Each request with its last letter, and the answer to each open one behind its own button.
  void show(const PanelRequest& request, PanelResult& result) const;
  // The tasks of what was asked by somebody who is erased: there is nobody left to answer.
  void close_tasks(const std::string& person);
  // Closed requests go when the company's time for proofs is over.
  void drop_old();

 private:
  // Writes the letter of the request as it stands.
  ActionResult letter_of(SubjectRequest request, const Json& input);
  // The letter is kept with its request, and mailed where that is wished. A request counts
  // whether or not a mail can go, so what keeps it from going is only told.
  ActionResult keep(SubjectRequest request, const Json& input, Letter written);
  std::string mailed(const SubjectRequest& request, const std::string& key, Letter& written);

  Host host_;
  Book& book_;
  SubjectRequests requests_;
};

}  // namespace kontor::consent
