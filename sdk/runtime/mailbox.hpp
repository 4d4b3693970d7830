#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime {

inline constexpr std::size_t kMailBytesMax = std::size_t{32} << 10;

// One direction of the memory that two processes share: a place for one message, and a
// count of events for the reader to sleep on. One process writes, the other reads; neither
// trusts the other: a number that lies wastes the liar's call, nothing else.
struct Mailbox {
  alignas(64) std::atomic<std::uint32_t> events;  // The writer's: there is something to read.
  std::atomic<std::uint32_t> put;                 // The writer's: messages put in, ever.
  std::atomic<std::uint32_t> sent;                // The writer's: frames begun on the socket, ever.
  std::uint32_t size;
  alignas(64) std::atomic<std::uint32_t> asleep;  // The reader's: wake me.
  std::atomic<std::uint32_t> taken;               // The reader's: the last `put` it took.
  std::atomic<std::uint32_t> heard;               // The reader's: frames read from the socket.
  alignas(64) char bytes[kMailBytesMax];

  // Something has happened. Wakes the reader if it sleeps.
  void ring();
  // The same whatever `asleep` says: for the reader's own process.
  void wake();
  // Until events is no longer `seen`, or `longest` is over.
  void sleep(std::uint32_t seen, std::chrono::nanoseconds longest);
};

// Both directions, in a sealed memory file: its size cannot change under the mapping.
class SharedMail {
 public:
  // An empty one and its descriptor for the peer.
  static Result<SharedMail> create();
  // The peer's. Nothing if the descriptor is no such memory.
  static Result<SharedMail> open(Descriptor memory);

  SharedMail(SharedMail&& other) noexcept;
  SharedMail& operator=(SharedMail&&) = delete;
  ~SharedMail();

  int descriptor() const { return memory_.get(); }
  // Put in by this side; false when it is full or the message too long for it.
  bool put(std::string_view head, std::string_view operation, std::string_view text);
  // Appends the message that has come; -1 if its size is a lie.
  int take(std::string& bytes);

  Mailbox& out() { return *out_; }
  Mailbox& in() { return *in_; }

 private:
  SharedMail(Descriptor memory, void* mapped, bool opened);
  Descriptor memory_;
  void* mapped_;
  Mailbox* out_;
  Mailbox* in_;
  std::uint32_t last_put_ = 0;
  std::uint32_t last_taken_ = 0;
};

}  // namespace kontor::runtime
