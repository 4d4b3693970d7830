#pragma once

#include <kontor/json.hpp>
#include <optional>
#include <string>

namespace kontor::sms {

// One text to a segment, as storage keeps it: where it stands and what became of whom.
struct Campaign {
  std::string id = {};
  std::string text = {};  // A template.
  std::string purpose = {};
  std::string by = {};
  Json filter = Json::array();
  std::optional<std::string> cursor = {};
  bool finished = false;
  std::int64_t matched = 0;  // People in the segment, whether or not they may be written to.
  std::int64_t sent = 0;
  std::int64_t refused = 0;
  std::int64_t failed = 0;
};

Json to_json(const Campaign& campaign);
Campaign campaign_of(const Json& value);  // Without an id if `value` is none.

}  // namespace kontor::sms
