#pragma once

#include <kontor/host.hpp>
#include <string>
#include <string_view>

namespace kontor::sms {

// Numbers that asked for silence, as keyed hashes: they outlive the erasure of the person and
// stop a number that comes back by an import. Any thread.
class StopList {
 public:
  explicit StopList(Host host) : host_(std::move(host)) {}

  void load();  // Makes the key at the first start.
  bool has(const std::string& number) const;
  void add(const std::string& number, const std::string& word, const std::string& at);
  void remove(const std::string& number);
  // Where storage says so, if it does.
  std::string key_of(const std::string& number) const { return "stop/" + name_of(number); }
  // A number's name in storage: its keyed hash.
  std::string name_of(const std::string& number) const;

 private:
  Host host_;
  std::string secret_;
};

enum class Wish { none, stop, start };
// What a whole text asks for: STOP and its kin, also in the languages of the product and in
// `more` (words between commas); START takes it back.
Wish wish_of(std::string_view text, std::string_view more);

}  // namespace kontor::sms
