#include "licensing/core/license.hpp"

#include <algorithm>

namespace kontor::licensing {

std::string_view name_of(SeatModel model) {
  switch (model) {
    case SeatModel::named:
      return "named";
    case SeatModel::concurrent:
      return "concurrent";
    case SeatModel::site:
      break;
  }
  return "site";
}

Result<SeatModel> parse_seat_model(std::string_view text) {
  for (const SeatModel model : {SeatModel::named, SeatModel::concurrent, SeatModel::site}) {
    if (name_of(model) == text) return model;
  }
  return Error{ErrorCode::invalid_argument, "a seat model is named, concurrent or site"};
}

bool License::valid_at(TimeMs now_ms) const {
  return valid_from_ms <= now_ms && (!expires_at_ms || now_ms < *expires_at_ms);
}

bool License::covers(std::string_view feature) const {
  return feature.empty() || features.empty() ||
         std::find(features.begin(), features.end(), feature) != features.end();
}

}  // namespace kontor::licensing
