#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::marketplace {

// What the market tells a company about one of its licences (GET /api/v1/notices).
struct MarketNotice {
  std::string notice_id;
  std::string license_id;
  std::string kind;
  std::string title;  // At most kNoticeTitleMax bytes of UTF-8.
  std::string about;  // RFC 3339.
};

inline constexpr std::size_t kNoticesOfPageMax = 1000;
inline constexpr std::size_t kNoticeTitleMax = 300;
inline constexpr std::size_t kNoticeNameMax = 100;  // Of ids and kinds.

// The notices of one page; unavailable if a single one is not as documented.
Result<std::vector<MarketNotice>> parse_notices(const Json& page);

}  // namespace kontor::marketplace
