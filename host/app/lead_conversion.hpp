#pragma once

#include <string>

#include "host/app/records.hpp"

namespace kontor::host {

// What a lead became.
struct LeadConversion {
  Record lead;
  std::string person;        // Empty if the lead named nobody.
  std::string organisation;  // Empty for a private person.
  std::string deal;          // Empty if no deal was wanted.
};
Json conversion_json(const LeadConversion& conversion);

// Turns a lead into a person, an organisation and a deal in one transaction. Each is what
// `request` names, else the one the lead points to or whose e-mail or name is the lead's,
// else a new one. Only what the principal may see is found or may be named, and what is made is
// what they may make by themselves, forbidden otherwise; a contact role is added where they may
// add one. The deal keeps the lead's source, campaign, owner and the moment it was
// made; the lead says what it became and when. A lead that was converted gives the same
// answer again and changes nothing.
//   request: {"person": id, "organisation": id, "deal": {fields} or false}
Result<LeadConversion> convert_lead(Records& records, db::Database& database, const Clock& clock,
                                    IdSource& ids, Outbox& outbox, const Principal& principal,
                                    const std::string& id, const Json& request);

}  // namespace kontor::host
