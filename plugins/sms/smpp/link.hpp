#pragma once

#include <atomic>
#include <kontor/host.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "line.hpp"

namespace kontor::sms::smpp {

struct LinkOptions {
  std::string host;
  std::int64_t port = 2775;
  bool tls = false;
  SessionOptions session = {};
  TimeMs rest_min_ms = 1000;  // Between two tries to connect: doubled up to …
  TimeMs rest_max_ms = 60000;
  TimeMs steady_ms = 10000;  // A connection that lasted this long was a good one.
};

// What a link carries, and who hears what came of it. Called on the link's thread.
class Traffic {
 public:
  virtual ~Traffic() = default;
  // The next message to submit; false if there is none now. So many may be asked for at once.
  virtual bool next(ShortMessage& message, std::uint64_t& tag, std::size_t room) = 0;
  virtual void accepted(std::uint64_t tag, const std::string& id) = 0;
  virtual void refused(std::uint64_t tag, std::uint32_t status) = 0;
  virtual void uncertain(std::uint64_t tag, const std::string& why) = 0;
  virtual void unsent(std::uint64_t tag) = 0;
  // The answer once it is written down: kOk, kTemporaryAppError to have it sent again, or
  // kPermanentAppError where that would be no use.
  virtual std::uint32_t delivered(const ShortMessage& message) = 0;
  // What was told since the last time is to be written down now; nothing has been answered yet.
  // False: it could not be, and the SMSC is to send what was delivered again.
  virtual bool write_down() = 0;
};

// Keeps an account at an SMSC bound, on a thread of its own: as transceiver, or as
// transmitter and receiver on two connections where the SMSC knows no transceiver (2.2.1).
// Comes back after 1 s, 2 s … 60 s when a connection breaks, says why it broke, and slows down
// when the SMSC says that it is too much (0x58, 0x14). The host opens the sockets.
class Link {
 public:
  Link(Host host, LinkOptions options, Traffic& traffic);
  ~Link();  // Unbinds, waits a little for what is under way, ends the thread.
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void wake();  // There may be something to submit. Any thread.
  bool is_up() const { return up_; }
  std::string trouble() const;  // Why it is not up, for the administrator.

 private:
  enum class Way { transceiver, pair };

  void run();
  bool serve();  // From connecting to breaking; false if it was never up for long.
  void open_lines();
  void step();
  struct Delivery {
    Line* line;
    std::uint32_t sequence;
    std::uint32_t status;
  };
  void handle(Line& line, const SessionEvent& event);
  void answer_deliveries();
  void submit_some();
  void slow_down(std::uint32_t status);
  bool all_bound() const;
  bool any_closed() const;
  void wait(TimeMs until);
  void set_trouble(const std::string& text);
  void close_lines(const std::string& why);

  Host host_;
  LinkOptions options_;
  Traffic& traffic_;
  Way way_ = Way::transceiver;
  std::vector<std::unique_ptr<Line>> lines_;  // The one that submits first.
  std::vector<Delivery> deliveries_;          // Not answered yet.
  TimeMs pause_until_ = 0;                    // The SMSC wants fewer …
  TimeMs pause_ms_ = 0;                       // … and this long was the last rest.
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> up_ = false;
  int wake_;
  mutable std::mutex mutex_;  // Guards trouble_.
  std::string trouble_ = "not connected yet";
  std::thread thread_;  // Last: it uses the others.
};

// Monotonic.
TimeMs now_ms();

}  // namespace kontor::sms::smpp
