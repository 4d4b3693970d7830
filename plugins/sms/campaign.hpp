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
  std::string created_at = {};
  std::string segment = {};  // A saved segment; empty: the filter alone.
  Json filter = Json::array();
  std::optional<std::string> cursor = {};
  bool finished = false;
  std::string worked_at = {};  // When a batch was last done …
  std::int64_t turn = 0;       // … and which job may do the next: a job of another turn is old.
  std::int64_t matched = 0;    // People in the segment, whether or not they may be written to.
  std::int64_t sent = 0;
  std::int64_t refused = 0;
  std::int64_t failed = 0;
  std::int64_t parts = 0;  // Of what was sent.
  Json results = nullptr;  // How many messages ended in which state, once all have ended.
};

Json to_json(const Campaign& campaign);
Campaign campaign_of(const Json& value);  // Without an id if `value` is none.

}  // namespace kontor::sms
