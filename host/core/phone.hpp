#pragma once

#include <string>
#include <string_view>

namespace kontor::host {

// What a phone text turned out to be.
enum class PhoneFlag {
  none,          // A complete number, kept as E.164.
  incomplete,    // A city number without area code: flagged, never guessed.
  short_number,  // Up to five digits: an extension of the company's PBX, kept as entered.
  invalid,       // No number in it, or one that cannot exist.
};
std::string_view phone_flag_name(PhoneFlag flag);  // "", "incomplete", "short", "invalid"

struct Phone {
  std::string number;  // E.164; as entered for a short number; empty otherwise.
  std::string extension;
  PhoneFlag flag = PhoneFlag::none;
  std::string reason;  // One sentence when flagged.
};

struct PhoneDefaults {
  std::string region = "RU";  // ISO 3166 code of the company.
  std::string area_code;      // Completes city numbers when set ("812").
};

// libphonenumber behind one function. The first call loads its metadata (about 10 ms).
// `text` over 100 bytes is invalid. Any thread.
Phone normalise_phone(std::string_view text, const PhoneDefaults& defaults = {});

// The digits of `text` in reverse order: the key by which numbers are matched from
// their end ("+7912…89" → "98…2197").
std::string phone_match_key(std::string_view text);

}  // namespace kontor::host
