#pragma once

#include <kontor/plugin.hpp>
#include <string>
#include <vector>

#include "call.hpp"
#include "queue_board.hpp"

namespace kontor::telephony {

// What happens at the exchange now: queues, who waits, who speaks. Numbers are shown in full
// to whose telephone the call is at, to others without their middle.
MenuResult live_page(const std::vector<QueueView>& queues, const std::vector<Call>& calls,
                     const std::string& own_extension, const std::string& locale,
                     std::int64_t now_ms);

}  // namespace kontor::telephony
