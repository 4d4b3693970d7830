#pragma once

#include <string>
#include <string_view>
#include <vector>

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

// A number typed from its beginning is looked up by its first digits, which many numbers share: a
// word of the searched text that costs a create 1.5 us of PostgreSQL, where one of all its digits
// cost 6 to 9, as an index of its own would. Fewer digits would be most of the numbers there are.
inline constexpr std::size_t kPhoneBeginning = 7;
// That word: the digits behind a letter that nobody types. Empty for what is not E.164.
std::string phone_word(std::string_view number);
// What digits typed from the beginning of a number may be the beginning of, in E.164: as they
// stand, and where no + or 00 says that they are whole, without a trunk 0 or 8 and behind the
// calling code of `region`. None of fewer than kPhoneBeginning digits.
std::vector<std::string> phone_beginnings(std::string_view typed, const std::string& region);

}  // namespace kontor::host
