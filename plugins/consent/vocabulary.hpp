#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::consent {

// What the company's own names mean in the words of the standards.

// The term of the W3C Data Privacy Vocabulary 2.0 for a purpose, "dpv:Marketing"; "" where the
// company's purpose is none that the vocabulary knows.
std::string_view dpv_purpose(std::string_view purpose);

// Categories of personal data that are used, in the terms of its extension PD: contact data, for
// a special category (GDPR article 9) also which.
std::vector<std::string> dpv_data(std::string_view purpose, bool special);

// Kantara Consent Receipt 1.1: category of purpose, "6 - Marketing"; "" where it has none.
std::string_view kantara_purpose(std::string_view purpose);

// Its categories of personal data: "2 - Contact", "6 - Health".
std::vector<std::string> kantara_data(std::string_view purpose, bool special);

}  // namespace kontor::consent
