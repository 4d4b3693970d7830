#pragma once

#include <cstdint>
#include <kontor/json.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::consent {

// The purposes as the administrator set them. A purpose nobody named needs consent.
class Purposes {
 public:
  // Reads the settings `purposes` ({"marketing": "consent", …}), `special_purposes`
  // ("health, religion"), `expires_after_days`, `names_en`, `names_ru` … ({"events": "Our
  // events"}), `keep_days` and `keep_days_of` ({"events": "90"}).
  explicit Purposes(const Json& settings);

  const std::string& basis(const std::string& purpose) const;
  // What rests on a contract or a law goes on after an objection.
  bool yields_to_objection(const std::string& purpose) const;
  // Special categories of data (GDPR article 9): consent has to be explicit.
  bool is_special(const std::string& purpose) const { return special_.contains(purpose); }
  // How long a consent holds; 0: until it is withdrawn.
  std::int64_t expires_after_days() const { return expires_after_days_; }

  // What people read: the company's name in their language, else in English, else in any; else
  // ours, and for a purpose that is not ours its own name, made readable.
  std::string name(const std::string& purpose, std::string_view locale) const;

  // How long a proof is kept once its consent has ended; 0: as long as the person's record.
  std::int64_t keep_days(const std::string& purpose) const;
  std::int64_t keep_days() const { return keep_days_; }

  // All that the settings speak of, and ours.
  std::set<std::string> known() const;
  // Those a person may decide about: on consent or open to objection, in order of name.
  std::vector<std::string> open_to_choice() const;

 private:
  std::map<std::string, std::string> bases_;
  std::set<std::string> special_;
  std::int64_t expires_after_days_ = 0;
  std::int64_t keep_days_ = 1095;  // Three years: claims lapse.
  std::map<std::string, std::int64_t> keep_days_of_;
  std::map<std::string, std::map<std::string, std::string>> names_;  // language, purpose
};

}  // namespace kontor::consent
