#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <kontor/host.hpp>
#include <optional>
#include <string>

namespace kontor::consent {

// Entries of the plugin's storage whose keys begin with `prefix`, in order: each(key, value).
template <typename Each>
void for_each_stored(const Host& host, const std::string& prefix, Each each) {
  constexpr std::int64_t kPage = 500;
  std::optional<std::string> cursor;
  do {
    const auto page = host.storage_list({.prefix = prefix, .limit = kPage, .cursor = cursor});
    for (const auto& stored : page.entries) each(stored.key, stored.value);
    cursor = page.next;
  } while (cursor);
}

// Numbers of one length, so that keys stand in the order of what they number.
inline std::string padded(std::int64_t number) {
  std::array<char, 24> digits{};
  std::snprintf(digits.data(), digits.size(), "%08lld", static_cast<long long>(number));
  return digits.data();
}

}  // namespace kontor::consent
