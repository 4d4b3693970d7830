#pragma once

#include <kontor/json.hpp>
#include <string>
#include <vector>

#include "ledger.hpp"

namespace kontor::consent {

// Who answers for the data, as the administrator wrote it into the settings.
struct Controller {
  std::string name = {};
  std::string contact = {};     // An address for questions.
  std::string policy_url = {};  // The privacy notice.
  std::string jurisdiction = {};
};

struct Terms {
  std::string basis = {};
  std::string language = {};
  std::string withdrawal_url = {};
  std::string purpose_name = {};  // The company's words for it, in that language.
};

// The consent record of ISO/IEC TS 27560:2023 as JSON-LD in the terms of the W3C Data Privacy
// Vocabulary: metadata, processing (6.3.3), parties (6.3.4) and all events (6.3.5).
Json consent_record(const Entry& entry, const std::vector<Event>& events,
                    const Controller& controller, const Terms& terms);

// What the person gets of it (clause 7): the record without internal names of users.
Json consent_receipt(const Entry& entry, const std::vector<Event>& events,
                     const Controller& controller, const Terms& terms);

// The same in Kantara's Consent Receipt Specification 1.1, which older systems read.
// Failure(conflict) if no consent was ever given.
Json kantara_receipt(const Entry& entry, const Controller& controller, const Terms& terms,
                     const std::string& locale);

}  // namespace kontor::consent
