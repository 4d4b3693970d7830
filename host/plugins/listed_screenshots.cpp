#include "host/plugins/listed_screenshots.hpp"

#include <algorithm>

#include "base/http/client.hpp"
#include "sdk/package/screenshots.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kPathBytesMax = 400;
constexpr std::size_t kCaptionBytesMax = 300 * 4;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

// Below the market's own folder, and nothing that could lead out of it or into a query.
bool is_market_path(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-%/";
  return path.starts_with("/screenshots/") && path.size() <= kPathBytesMax &&
         path.find_first_not_of(kPlain) == path.npos && path.find("..") == path.npos;
}

bool is_side(const Json& shot, const char* name, int least, int most) {
  const auto side = shot.find(name);
  return side != shot.end() && side->is_number_integer() && *side >= least && *side <= most;
}

bool is_caption(const Json& shot) {
  const auto caption = shot.find("caption");
  if (caption == shot.end() || !caption->is_object() || !caption->contains("en")) return false;
  return std::ranges::all_of(*caption, [](const Json& text) {
    return text.is_string() && text.get_ref<const std::string&>().size() <= kCaptionBytesMax;
  });
}

bool is_as_agreed(const Json& shot) {
  using namespace package;
  return shot.is_object() && is_market_path(text_of(shot, "path")) &&
         is_sha256(text_of(shot, "sha256")) && is_caption(shot) &&
         is_side(shot, "width", kScreenshotWidthMin, kScreenshotWidthMax) &&
         is_side(shot, "height", kScreenshotHeightMin, kScreenshotHeightMax);
}

// Those of the listing that are as agreed.
std::vector<Json> good_ones(const Json& listing) {
  std::vector<Json> good;
  const auto shots = listing.find("screenshots");
  if (shots == listing.end() || !shots->is_array()) return good;
  for (const Json& shot : *shots)
    if (is_as_agreed(shot) && good.size() < package::kScreenshotsMax) good.push_back(shot);
  return good;
}

}  // namespace

Json listed_screenshots(const Json& listing) {
  const std::string folder =
      "/api/v1/market/listings/" + http::percent_encode(text_of(listing, "id")) + "/screenshots/";
  Json list = Json::array();
  for (const Json& shot : good_ones(listing))
    list.push_back({{"path", folder + text_of(shot, "sha256")},
                    {"caption", shot.at("caption")},
                    {"width", shot.at("width")},
                    {"height", shot.at("height")}});
  return list;
}

Result<std::string> market_path_of(const Json& listing, const std::string& sha256) {
  for (const Json& shot : good_ones(listing))
    if (text_of(shot, "sha256") == sha256) return text_of(shot, "path");
  return Error{ErrorCode::not_found, "the listing names no such screenshot"};
}

}  // namespace kontor::host
