#include "sdk/trace/differences.hpp"

#include "sdk/trace/trace.hpp"

namespace kontor::trace {
namespace {

constexpr std::size_t kPlacesMax = 50;  // Of one text; more tell nobody anything.

Json nothing() { return Json(Json::value_t::discarded); }

Json at(const Json& document, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  return document.contains(place) ? document.at(place) : nothing();
}

}  // namespace

std::string_view name_of(Difference::What what) {
  switch (what) {
    case Difference::What::answer:
      return "answer";
    case Difference::What::request:
      return "request";
    case Difference::What::extra:
      return "extra";
    case Difference::What::missing:
      return "missing";
    case Difference::What::sent:
      return "sent";
  }
  return "";
}

Json to_json(const Difference& difference) {
  Json json = {{"what", name_of(difference.what)},
               {"call", difference.call},
               {"operation", difference.operation},
               {"pointer", difference.pointer}};
  if (!difference.recorded.is_discarded()) json["recorded"] = difference.recorded;
  if (!difference.now.is_discarded()) json["now"] = difference.now;
  return json;
}

std::vector<Difference> compare_texts(std::string_view recorded, std::string_view now) {
  std::vector<Difference> found;
  if (recorded == now) return found;
  const JsonLimits limits{.bytes_max = kTextBytesMax, .depth_max = 64};
  const auto before = parse_json(recorded.empty() ? "{}" : recorded, limits);
  const auto after = parse_json(now.empty() ? "{}" : now, limits);
  if (!before || !after) {
    Difference whole;
    whole.recorded = std::string(recorded);
    whole.now = std::string(now);
    found.push_back(std::move(whole));
    return found;
  }
  for (const Json& step : Json::diff(*before, *after)) {
    if (found.size() == kPlacesMax) break;
    Difference place;
    place.pointer = step["path"];
    // What is added did not stand there, though a list may have had another item in that place.
    place.recorded = step["op"] == "add" ? nothing() : at(*before, place.pointer);
    place.now = step["op"] == "remove" ? nothing() : step["value"];
    found.push_back(std::move(place));
  }
  return found;
}

}  // namespace kontor::trace
