#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/core/json.hpp"
#include "marketplace/client/market_notices.hpp"

// Property: any answer of a market is a list of notices within their limits or refused; what is
// read is text that JSON can carry.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(bytes);
  if (!json) return 0;
  const auto notices = marketplace::parse_notices(*json);
  if (!notices) return 0;
  if (notices->size() > marketplace::kNoticesOfPageMax) std::abort();
  for (const auto& notice : *notices) {
    if (notice.notice_id.empty() || notice.title.size() > marketplace::kNoticeTitleMax)
      std::abort();
    if (!parse_json(to_text(Json{notice.title}))) std::abort();
  }
  return 0;
}
