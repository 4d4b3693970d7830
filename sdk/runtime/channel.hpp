#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/runtime/answer.hpp"
#include "sdk/runtime/descriptor.hpp"
#include "sdk/runtime/frame.hpp"
#include "sdk/runtime/mailbox.hpp"
#include "sdk/runtime/patience.hpp"

namespace kontor::runtime {

// A call the peer made.
struct PeerCall {
  std::uint64_t id = 0;
  std::uint64_t parent = 0;
  std::string operation;
  std::string request;
};

enum class CallEnd { answered, deadline, closed, too_deep };

// Calls in both directions over one stream socket; the same class serves host and runner.
//
// Leader and followers: whoever waits for an answer reads the socket if nobody else does,
// so an answer wakes its caller without a hop through another thread. Before the leader
// does anything but read it hands the reading on. A peer's call made for a call of ours is
// served by the thread that waits for that call; any other goes to `on_call`. Nobody reads
// while nobody waits: bytes that come then stay in the socket.
//
// Once the sides share memory, a frame that fits goes through it and the waiting side sleeps
// there, which costs a fraction of the socket; a frame that does not fit, comes while one
// waits or carries a descriptor takes the socket. Frames arrive in the order they were sent:
// memory is used only when all on the socket has been read. The socket itself is looked at
// when the peer says so and at least every second.
//
// Any thread. The peer is not trusted: bytes that are no frames close the channel.
class Channel {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr Time kForever = Time::max();
  static constexpr Time kNoWait = Time::min();

  struct Handlers {
    // Answers a call of the peer, on the thread that runs it.
    std::function<Answer(const PeerCall&)> serve;
    // A call that no waiting thread takes. Empty: next_call() gets it.
    std::function<void(PeerCall)> on_call = {};
    std::function<void(std::int32_t level, std::string text)> on_log = {};
  };
  enum class Descriptors { refuse, accept };

  Channel(Descriptor socket, Descriptors descriptors, Handlers handlers);

  // Asks the peer and waits. The time spent in
  // `serve` for calls made for this one is added to the deadline.
  CallEnd call(std::string_view operation, std::string_view request, Time deadline, Answer& answer);

  // Serves a call that on_call or next_call() gave, and sends the answer. While it does,
  // calls of this thread to the peer say that they are made for `call` (nesting), so that
  // the peer's thread that waits for it serves them; or they stand alone.
  enum class Nesting { inside, alone };
  void run(const PeerCall& call, Nesting nesting);
  // Waits for the next call of the peer; nothing after quit or when the channel is closed.
  std::optional<PeerCall> next_call();
  // Reads what has arrived without waiting, unless somebody else reads.
  void pump();

  // Never waits for long: a line that does not fit into the socket now is dropped.
  void send_log(std::int32_t level, std::string_view text);
  void send_quit();
  // Shares memory with the peer, which must accept descriptors. Before anything is sent.
  void share_memory();
  // Sends an answer to call `id`; its descriptor stays the caller's.
  void send_answer(std::uint64_t id, const Answer& answer);

  // Ends every wait. Idempotent.
  void close();
  bool closed() const { return closed_; }
  // It was closed because the peer sent bytes that are no frames.
  bool heard_nonsense() const { return nonsense_; }
  int socket() const { return socket_.get(); }

 private:
  struct Waiter {
    std::uint64_t id = 0;
    std::condition_variable wake = {};
    bool waiting = false;  // On `wake`, so it can be given the reading.
    bool answered = false;
    Answer answer = {};
    std::vector<PeerCall> nested = {};
  };
  struct Received {
    Frame frame;
    Descriptor descriptor;
  };
  enum class Read { something, nothing, gone, nonsense };
  enum class Waiting { none, asleep };
  using Lock = std::unique_lock<std::mutex>;

  bool send(FrameKind kind, std::string_view operation, std::string_view text, std::int32_t code,
            std::uint64_t id, std::uint64_t parent, int descriptor, Time until);
  void announce(SharedMail* mail);
  // Reads once as the leader; the lock is released meanwhile.
  void lead(Lock& lock, Time until);
  void hand_on_reading();  // With the lock held.
  // Of the leader: frames into received_.
  Read receive(Time until);
  Read receive_by_socket(Time until);
  Read receive_by_memory(SharedMail& mail, Time until);
  Read look(SharedMail& mail, Time until);
  bool coming_by_socket(SharedMail& mail) const;
  Read take(Waiting waiting);
  Read cut_into_frames();
  Read read_socket();
  bool open_memory(Descriptor memory);
  template <typename Arrived>
  bool spin(Arrived arrived);
  void dispatch(Lock& lock);
  void dispatch_call(Lock& lock, PeerCall call);
  Waiter* waiter_of(std::uint64_t id);
  void serve_nested(Lock& lock, Waiter& waiter, Time& deadline);

  Descriptor socket_;
  Descriptors descriptors_;
  Handlers handlers_;
  std::atomic<bool> closed_ = false;
  std::atomic<bool> nonsense_ = false;

  std::atomic<SharedMail*> mail_ = nullptr;
  std::unique_ptr<SharedMail> owned_mail_;

  std::mutex write_mutex_;
  std::uint32_t sent_ = 0;  // Frames on the socket. Guarded by write_mutex_.

  std::mutex mutex_;  // Guards everything below.
  bool leading_ = false;
  bool quit_ = false;
  std::uint64_t last_id_ = 0;
  std::vector<Waiter*> waiters_;  // Oldest first; few.
  std::deque<PeerCall> inbox_;
  std::condition_variable inbox_wake_;
  int idle_waits_ = 0;  // Threads that wait in next_call().

  // The leader's only.
  FrameParser parser_;
  std::deque<Descriptor> descriptors_in_;
  std::vector<Received> received_;
  std::vector<char> scratch_;
  std::uint32_t heard_ = 0;  // Frames from the socket.
  FrameParser mail_parser_;
  std::string mail_bytes_;
  Patience patience_;
  bool wakes_each_second_ = false;  // The socket's own receive timeout.
};

}  // namespace kontor::runtime
