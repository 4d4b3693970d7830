#pragma once

#include <string>

namespace kontor::sms {

// Why a message did not go, in the reader's language. What an SMSC, Kannel or the host said is kept
// as it was said and follows the sentence; what is known to nobody here stands alone.
std::string reason_words(const std::string& reason, const std::string& locale);

}  // namespace kontor::sms
