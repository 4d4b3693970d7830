#pragma once

#include <cstdint>
#include <kontor/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kontor::telephony {

// A recording of a call, under the name we gave it.
struct Recording {
  std::string name = {};
  std::int64_t started_ms = 0;
  std::int64_t stopped_ms = 0;  // 0: it runs.
};

// One conversation, from the first ring to the last hang-up, whatever exchange carries it.
// Times in ms since 1970.
struct Call {
  std::string id = {};         // Asterisk's Linkedid, or the id a cloud exchange gives.
  std::string number = {};     // The outside party, as the exchange wrote it.
  std::string extension = {};  // The inside party that rang, dialled or spoke last.
  std::string direction = {};  // "in" or "out"; "" while nothing says.
  std::string person = {};  // Known when one person has the number, or was called from their card.
  std::int64_t started_ms = 0;
  std::int64_t answered_ms = 0;         // 0: not answered.
  std::int64_t hung_up_ms = 0;          // When the last channel known to us went; 0: not yet.
  std::set<std::string> channels = {};  // Uniqueids that are up.
  std::set<std::string> rung = {};      // Extensions that have rung: each pops once.
  std::string queue = {};               // The queue it waited in last.
  std::string space = {};               // Where it is parked; "" if it is not.
  std::set<std::string> held = {};      // Channels that hold the other side.
  std::int64_t held_since_ms = 0;       // 0: not on hold.
  std::int64_t held_ms = 0;             // Of holds that are over.
  std::vector<Recording> recordings = {};
  std::int64_t known_ms = 0;   // Until when it was up for certain, when it was stored.
  std::int64_t ended_ms = 0;   // It is over and not written down in full yet; 0: it runs.
  bool end_is_unsure = false;  // It ended while nobody listened.
  bool is_cloud = false;
};

// "ringing", "answered"; "missed" or "no-answer" when it ended without an answer.
std::string state_of(const Call& call, bool ended);

// Whole seconds of talk; nothing for a call nobody answered.
std::optional<std::int64_t> talk_seconds(const Call& call, std::int64_t ended_ms);
// Whole seconds until the answer, or until the caller gave up.
std::int64_t wait_seconds(const Call& call, std::int64_t ended_ms);

// Where storage keeps a call that is not written down in full.
std::string storage_key(const std::string& call_id);
Json to_json(const Call& call);
Call call_of(const Json& value);

// What happened to a call, in the order it happened.
struct CallChange {
  // arrived: a caller from outside is in the exchange and nobody's telephone rings yet.
  // ringing: the telephone of call.extension rings.  answered: call.extension speaks now,
  // for the first time or after a transfer.
  enum class Kind { arrived, queued, ringing, answered, held, resumed, parked, ended };
  Kind kind;
  Call call;
  std::int64_t at_ms = 0;
};

}  // namespace kontor::telephony
