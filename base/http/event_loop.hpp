#pragma once

#include <functional>
#include <mutex>
#include <vector>

namespace kontor::http {

// Waits for many descriptors at once (epoll(7)). One thread runs it; others may only post().
class EventLoop {
 public:
  // Hears that something happened to a descriptor: once a change, so it has to read until
  // nothing is left. `hung_up`: the other side will send no more.
  class Watcher {
   public:
    virtual void on_event(bool hung_up) = 0;

   protected:
    ~Watcher() = default;
  };

  EventLoop();  // Aborts when no descriptor is left.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // False when the kernel refuses. The watcher stays until remove(), and until the end of the
  // round in which that was called.
  bool add(int descriptor, Watcher& watcher);
  void remove(int descriptor);

  using Work = std::function<void()>;
  // Runs `work` in the loop, before it waits again. Any thread.
  void post(Work work);
  // While one lives, what its thread posts is kept, and given to each loop at once at its end:
  // for whoever answers many. One a thread at a time; no loop ends before it.
  class Gathering;

  // Serves until stop(). `round` is called after each wait and says how many milliseconds the
  // next one may take.
  void run(const std::function<int()>& round);
  void stop() { stopped_ = true; }  // In the loop.

 private:
  void post_all(std::vector<Work> works);
  void ring();
  void do_posted();
  bool is_quiet();

  int poll_;
  int bell_;
  bool stopped_ = false;
  std::mutex mutex_;
  std::vector<Work> posted_;
  bool asleep_ = false;  // The bell must be rung for the next post.
};

class EventLoop::Gathering {
 public:
  Gathering();
  ~Gathering();
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;

 private:
  friend class EventLoop;
  static thread_local Gathering* current;

  struct Share {
    EventLoop* loop;
    std::vector<Work> works;
  };
  std::vector<Share> shares_;
};

}  // namespace kontor::http
