#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace kontor::http {

// Threads for work that may wait: begun as they are wanted, up to a number, and kept. What
// finds none free waits its turn. Any thread.
class Workers {
 public:
  explicit Workers(std::size_t threads_max) : threads_max_(threads_max) {}
  ~Workers();  // Ends after all work is done.
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  void run(std::function<void()> work);

 private:
  using Work = std::function<void()>;
  struct Worker {
    std::thread thread = {};
    std::condition_variable called = {};
    bool is_called = false;
    Work work = {};  // None: it is called to end.
  };

  void begin_one();
  void serve(Worker& me);
  Work next(Worker& me, std::unique_lock<std::mutex>& lock);

  const std::size_t threads_max_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Worker>> workers_;
  // The last to become free is called first: what it works with is warm still.
  std::vector<Worker*> free_;
  std::deque<Work> waiting_;  // Empty while one is free.
  bool stopping_ = false;
};

}  // namespace kontor::http
