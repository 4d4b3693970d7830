#pragma once

#include <functional>
#include <kontor/host.hpp>
#include <string>

#include "call.hpp"
#include "phone_book.hpp"
#include "settings.hpp"

namespace kontor::telephony {

// A call that ended, for the log: "log/<day>/<call>", one entry however often it is written.
op::StoragePutRequest log_entry(const CallChange& change, const Party& party,
                                const Settings& settings);

// The entry of a call that ended on the day of `at_ms` or the one before; null if there is none.
Json logged_call(const Host& host, const std::string& call_id, std::int64_t at_ms,
                 const std::string& time_zone);

// Figures of calls; what they are added up by is the caller's.
struct CallFigures {
  std::int64_t answered = 0;
  std::int64_t missed = 0;
  std::int64_t outgoing = 0;
  std::int64_t outgoing_answered = 0;
  std::int64_t wait_s = 0;  // Of incoming calls.
  std::int64_t talk_s = 0;
  std::int64_t talks = 0;  // Calls somebody spoke in.

  std::int64_t incoming() const { return answered + missed; }
  void add(const Json& entry);
};

// Calls `take(entry)` for the log's entries that began in a period.
void read_log(const Host& host, const op::Period& period, const std::string& time_zone,
              const std::function<void(const Json&)>& take);

}  // namespace kontor::telephony
