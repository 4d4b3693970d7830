#include <cstdint>
#include <cstdlib>

#include "plugins/telephony/call_tracker.hpp"
#include "plugins/telephony/queue_board.hpp"

using namespace kontor::telephony;

// Property: any bytes from an exchange, in any parts, are cut into messages within limits;
// the calls made of them end when a sync says that nothing is up, queues stay within
// limits; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t part = static_cast<std::size_t>(data[0]) + 1;
  AmiParser parser;
  CallTracker tracker;
  QueueBoard board;
  for (std::size_t at = 0; at < bytes.size(); at += part) {
    if (!parser.feed(bytes.substr(at, part))) break;
    while (const auto message = parser.next()) {
      if (message->fields().size() > AmiParser::kFieldsMax) std::abort();
      for (const auto& change : tracker.take(*message, 1000)) {
        if (change.call.direction.empty()) std::abort();
      }
      board.take(*message, 1000);
    }
  }
  const auto queues = board.view();
  if (queues.size() > QueueBoard::kQueuesMax) std::abort();
  for (const auto& queue : queues) {
    if (queue.free < 0 || queue.busy < 0 || queue.paused < 0 || queue.away < 0) std::abort();
    if (queue.waiting.size() > QueueBoard::kWaitingMax) std::abort();
  }
  tracker.begin_sync();
  AmiMessage complete;
  complete.add("Event", "CoreShowChannelsComplete");
  (void)tracker.take(complete, 2000);
  if (tracker.size() != 0) std::abort();
  return 0;
}
