#include "licensing/core/terms.hpp"

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

std::string_view name_of(Period period) {
  switch (period) {
    case Period::once:
      return "once";
    case Period::month:
      return "month";
    case Period::quarter:
      return "quarter";
    case Period::year:
      break;
  }
  return "year";
}

std::int64_t months_of(Period period) {
  switch (period) {
    case Period::once:
      return 0;
    case Period::month:
      return 1;
    case Period::quarter:
      return 3;
    case Period::year:
      break;
  }
  return 12;
}

std::string_view name_of(PricePer per) { return per == PricePer::seat ? "seat" : "company"; }

std::string_view name_of(SupportLevel level) {
  switch (level) {
    case SupportLevel::bug_reports:
      return "bug_reports";
    case SupportLevel::standard:
      return "standard";
    case SupportLevel::priority:
      break;
  }
  return "priority";
}

std::string_view name_of(Move move) {
  switch (move) {
    case Move::never:
      return "never";
    case Move::counted:
      return "counted";
    case Move::free:
      break;
  }
  return "free";
}

}  // namespace kontor::licensing
