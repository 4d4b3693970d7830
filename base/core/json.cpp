#include "base/core/json.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace kontor {
namespace {

// The keys of one object so far. Most objects are small, and outside ones may be huge.
class Keys {
 public:
  bool add(const std::string& key) {
    if (few_.size() < kFewMax) {
      if (std::find(few_.begin(), few_.end(), key) != few_.end()) return false;
      few_.push_back(key);
      return true;
    }
    if (many_.empty()) many_.insert(few_.begin(), few_.end());
    return many_.insert(key).second;
  }

 private:
  static constexpr std::size_t kFewMax = 16;
  std::vector<std::string> few_;
  std::set<std::string> many_;
};

// Builds the value while refusing what nlohmann's own parser lets through.
class StrictBuilder {
 public:
  explicit StrictBuilder(int depth_max) : depth_max_(depth_max) {}

  bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    if (depth > depth_max_) return refuse("nested deeper than " + std::to_string(depth_max_));
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end) keys_.pop_back();
    if (event == Event::key && !keys_.back().add(parsed.get_ref<const std::string&>()))
      return refuse("key \"" + parsed.get<std::string>() + "\" stands twice");
    return true;
  }

  struct Refused {
    std::string reason;
  };

 private:
  static bool refuse(std::string reason) { throw Refused{std::move(reason)}; }

  int depth_max_;
  std::vector<Keys> keys_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes_max)
    return Error{ErrorCode::invalid_argument,
                 "JSON is longer than " + std::to_string(limits.bytes_max) + " bytes"};
  try {
    return Json::parse(text, StrictBuilder(limits.depth_max));
  } catch (const StrictBuilder::Refused& refused) {
    return Error{ErrorCode::invalid_argument, "JSON refused: " + refused.reason};
  } catch (const Json::exception& failure) {
    return Error{ErrorCode::invalid_argument, std::string("not JSON: ") + failure.what()};
  }
}

Result<std::string> json_text(const Json& object, std::string_view name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end() || !found->is_string())
    return Error{ErrorCode::invalid_argument, "\"" + std::string(name) + "\" must be a text"};
  return found->get<std::string>();
}

Result<std::int64_t> json_integer(const Json& object, std::string_view name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end() || !found->is_number_integer())
    return Error{ErrorCode::invalid_argument, "\"" + std::string(name) + "\" must be an integer"};
  return found->get<std::int64_t>();
}

}  // namespace kontor
