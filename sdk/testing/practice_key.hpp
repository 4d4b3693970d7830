#pragma once

#include <string_view>

namespace kontor::testing {

// Signs the licence documents of the host in memory, so that a plugin that verifies them can be
// tried before anybody sells it. Both halves are published (RFC 8032, 7.1, TEST 1): whoever
// names it in license.keys of a release believes everybody.
inline constexpr std::string_view kPracticeKey =
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
inline constexpr std::string_view kPracticeSeed =
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

}  // namespace kontor::testing
