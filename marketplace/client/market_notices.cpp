#include "marketplace/client/market_notices.hpp"

#include "base/core/clock.hpp"

namespace kontor::marketplace {
namespace {

// Never in the middle of a character.
std::string cut_text(std::string text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

Result<std::string> name_in(const Json& notice, const char* member) {
  std::string name = TRY(json_text(notice, member));
  if (name.empty() || name.size() > kNoticeNameMax)
    return Error{ErrorCode::invalid_argument, std::string(member) + " is empty or too long"};
  return name;
}

Result<MarketNotice> parse_notice(const Json& json) {
  MarketNotice notice;
  notice.notice_id = TRY(name_in(json, "notice_id"));
  notice.license_id = TRY(name_in(json, "license_id"));
  notice.kind = TRY(name_in(json, "kind"));
  std::string title = TRY(json_text(json, "title"));
  notice.title = cut_text(std::move(title), kNoticeTitleMax);
  notice.about = TRY(json_text(json, "about"));
  TRY(parse_rfc3339(notice.about));
  return notice;
}

}  // namespace

Result<std::vector<MarketNotice>> parse_notices(const Json& page) {
  const Error malformed{ErrorCode::unavailable, "the market's notices are malformed"};
  if (!page.is_object() || !page.contains("notices") || !page["notices"].is_array() ||
      page["notices"].size() > kNoticesOfPageMax)
    return malformed;
  std::vector<MarketNotice> notices;
  notices.reserve(page["notices"].size());
  for (const Json& one : page["notices"]) {
    auto notice = one.is_object() ? parse_notice(one) : Result<MarketNotice>(malformed);
    if (!notice) return malformed;
    notices.push_back(std::move(*notice));
  }
  return notices;
}

}  // namespace kontor::marketplace
