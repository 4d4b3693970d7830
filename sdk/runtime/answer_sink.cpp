#include "sdk/runtime/answer_sink.hpp"

#include <array>
#include <atomic>

#include "sdk/runtime/frame.hpp"

namespace kontor::runtime {
namespace {

// Open at once: 64 calls of each of a host's plugins in this process, nested 8 deep. A
// place that is taken is passed over.
constexpr std::size_t kPlaces = 4096;

struct Place {
  std::atomic<std::uint64_t> ticket = 0;  // 0: free.
  std::atomic<AnswerSink*> sink = nullptr;
};

std::array<Place, kPlaces> open_places;
std::atomic<std::uint64_t> last_ticket = 0;
std::atomic<void (*)()> late_write = nullptr;

Place& place_of(std::uint64_t ticket) { return open_places[ticket % kPlaces]; }

}  // namespace

AnswerSink::AnswerSink() : ticket_(0) {
  while (ticket_ == 0) {
    const std::uint64_t wanted = ++last_ticket;
    std::uint64_t free = 0;
    if (place_of(wanted).ticket.compare_exchange_strong(free, wanted)) ticket_ = wanted;
  }
  place_of(ticket_).sink = this;
}

AnswerSink::~AnswerSink() { place_of(ticket_).ticket = 0; }

kontor_sink AnswerSink::sink() const {
  // Nobody follows it. NOLINTNEXTLINE(performance-no-int-to-ptr)
  return {reinterpret_cast<void*>(static_cast<std::uintptr_t>(ticket_)), write};
}

void AnswerSink::on_late_write(void (*handler)()) { late_write = handler; }

void AnswerSink::write(void* self, const char* data, std::uint64_t size) noexcept {
  const std::uint64_t ticket = reinterpret_cast<std::uintptr_t>(self);
  Place& place = place_of(ticket);
  if (ticket == 0 || place.ticket != ticket) {
    if (const auto handler = late_write.load()) handler();
    return;
  }
  AnswerSink& sink = *place.sink;
  if (size > kFrameBytesMax - sink.text_.size()) {
    sink.too_long_ = true;
    return;
  }
  sink.text_.append(data, size);
}

}  // namespace kontor::runtime
