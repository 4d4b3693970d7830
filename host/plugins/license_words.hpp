#pragma once

#include <string>

#include "base/core/json.hpp"
#include "host/plugins/company_seats.hpp"

namespace kontor::host {

// A standing's stable code in words for people: why, and what to do about it.
struct LicenseWords {
  std::string why;
  std::string advice;
};
LicenseWords words_of(const std::string& code, const CompanySeats& seats);

// A refusal that also says why, until when and what to do (members of Error::detail).
Error with_standing(Error error, const LicenseStanding& standing, const CompanySeats& seats);

}  // namespace kontor::host
