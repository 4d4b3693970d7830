#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::consent {

// What a link in a message stands for.
struct LinkClaim {
  std::string page = {};  // "preferences" or "confirm": a link is good for its own page only.
  std::string person = {};
  std::string purpose = {};  // Empty on the page of all of them.
  std::int64_t event = 0;    // Of "confirm": the request it answers; an older one is void.
};

// Signs claims and reads them again. A link holds no name and no address, nobody can make one
// for somebody else, and nothing needs to be stored for it. It does not expire: who got a
// message years ago must still be able to say no.
class Links {
 public:
  explicit Links(std::string key) : key_(std::move(key)) {}

  // Hexadecimal claim, a dot, HMAC-SHA-256.
  std::string sign(const LinkClaim& claim) const;
  std::optional<LinkClaim> read(std::string_view token, std::string_view page) const;

 private:
  std::string signature(std::string_view claim) const;

  std::string key_;
};

}  // namespace kontor::consent
