#pragma once

#include <string>
#include <string_view>

#include "subject_requests.hpp"

namespace kontor::consent {

// The letter that belongs to a request as it stands now: receipt of it, extension with the
// reason, answer, or refusal with the reason and the way to the authority (GDPR article 12(4)).
std::string letter(const SubjectRequest& request, std::string_view controller,
                   std::string_view language);

// Before a restriction ends the person is told (GDPR article 18(3)).
std::string lifting_letter(const std::string& reason, std::string_view controller,
                           std::string_view language);

// "Your request: access to your data", in the language.
std::string letter_subject(const std::string& kind, std::string_view language);

// "Open", "Extended", "Answered" or "Refused", in the language.
std::string request_state_word(const std::string& state, std::string_view language);

// "access to your data", in the language.
std::string kind_name(const std::string& kind, std::string_view language);

}  // namespace kontor::consent
