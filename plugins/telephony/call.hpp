#pragma once

#include <cstdint>
#include <kontor/json.hpp>
#include <optional>
#include <set>
#include <string>

namespace kontor::telephony {

// One conversation, from the first ring to the last hang-up. Times in ms since 1970.
struct Call {
  std::string id = {};         // Asterisk's Linkedid.
  std::string number = {};     // The outside party, as the exchange wrote it.
  std::string extension = {};  // The inside party that rang or dialled last.
  std::string direction = {};  // "in" or "out"; "" while nothing says.
  std::string person = {};  // Known when one person has the number, or was called from their card.
  std::int64_t started_ms = 0;
  std::int64_t answered_ms = 0;         // 0: not answered.
  std::int64_t hung_up_ms = 0;          // When the last channel known to us went; 0: not yet.
  std::set<std::string> channels = {};  // Uniqueids that are up.
  std::set<std::string> rung = {};      // Extensions that have rung: each pops once.
};

// "ringing", "answered"; "missed" or "no-answer" when it ended without an answer.
std::string state_of(const Call& call, bool ended);

// Whole seconds of talk; nothing for a call nobody answered.
std::optional<std::int64_t> talk_seconds(const Call& call, std::int64_t ended_ms);

Json to_json(const Call& call);
Call call_of(const Json& value);

}  // namespace kontor::telephony
