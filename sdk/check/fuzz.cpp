#include "sdk/check/fuzz.hpp"

#include <functional>
#include <limits>
#include <vector>

namespace kontor::check {
namespace {

constexpr std::size_t kHugeText = std::size_t{256} << 10;
constexpr std::size_t kDeep = 5000;

std::string nested() {
  std::string text;
  for (std::size_t n = 0; n < kDeep; ++n) text += "{\"a\":[";
  for (std::size_t n = 0; n < kDeep; ++n) text += "]}";
  return text;
}

// Every value inside, the whole included.
void collect(Json& json, std::vector<Json*>& all) {
  all.push_back(&json);
  if (json.is_structured()) {
    for (Json& member : json) collect(member, all);
  }
}

}  // namespace

std::string Fuzz::next(const Json& request) {
  switch (below(10)) {
    case 0:
      return break_text(to_text(request));
    case 1: {
      static const std::vector<std::string> kTexts = {"",
                                                      " ",
                                                      "null",
                                                      "[]",
                                                      "\"text\"",
                                                      "42",
                                                      "true",
                                                      "{",
                                                      "}",
                                                      "{\"a\":1,\"a\":2}",
                                                      "\xff\xfe\xfd",
                                                      std::string("{}\0{}", 5),
                                                      nested()};
      return kTexts[below(kTexts.size())];
    }
    default: {
      Json changed = request;
      for (std::size_t n = 1 + below(3); n > 0; --n) change_one(changed);
      return to_text(changed);
    }
  }
}

Json Fuzz::strange_value() {
  switch (below(14)) {
    case 0:
      return nullptr;
    case 1:
      return true;
    case 2:
      return std::numeric_limits<std::int64_t>::min();
    case 3:
      return std::numeric_limits<std::uint64_t>::max();
    case 4:
      return -1;
    case 5:
      return 1e308;
    case 6:
      return "";
    case 7:
      return std::string(kHugeText, 'x');
    case 8:
      return std::string("nul\0inside", 10);
    case 9:
      return "\xe2\x80\xae\xf0\x9f\x92\xa5%n%s%x'\"\\;--<script>";
    case 10:
      return Json::array();
    case 11:
      return Json(std::vector<int>(1000, 7));
    case 12:
      return Json{{"unknown", Json{{"deeper", Json::array({nullptr})}}}};
    default:
      return "../../../etc/passwd";
  }
}

void Fuzz::change_one(Json& json) {
  std::vector<Json*> all;
  collect(json, all);
  Json& place = *all[below(all.size())];
  if (place.is_object() && !place.empty() && below(2) == 0) {
    auto member = place.begin();
    std::advance(member, static_cast<long>(below(place.size())));
    place.erase(member);
  } else if (place.is_object() && below(2) == 0) {
    place["unheard_of"] = strange_value();
  } else {
    place = strange_value();
  }
}

std::string Fuzz::break_text(std::string text) {
  if (text.empty()) return text;
  switch (below(3)) {
    case 0:
      return text.substr(0, below(text.size()));
    case 1:
      text[below(text.size())] = static_cast<char>(below(256));
      return text;
    default:
      text.insert(below(text.size()), 1, static_cast<char>(below(256)));
      return text;
  }
}

}  // namespace kontor::check
