#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace kontor::host {

// Runs jobs one after the other, in the order they came, on a thread of its own. Jobs are
// known by their ids alone: what a job is and how far it came is kept by whoever runs it, so
// that a queue that died loses nothing. Any thread but the worker's may call.
class JobQueue {
 public:
  // Called on the worker; looks at stopping() and take_interrupt() between two portions.
  using Run = std::function<void(const std::string& id)>;

  explicit JobQueue(Run run) : run_(std::move(run)) {}
  ~JobQueue() { stop(); }
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  // Begins with what an earlier process left.
  void start(std::vector<std::string> unfinished);
  // Returns when the present portion is done; the rest stays for the next process.
  void stop();

  void add(std::string id);
  // Asks the job to end early, now or when its turn comes.
  void interrupt(const std::string& id);

  // For the worker. An interrupt is taken once.
  bool stopping() const { return stopping_; }
  bool take_interrupt(const std::string& id);

 private:
  void work();

  const Run run_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> queue_;
  std::set<std::string> interrupted_;
  std::atomic<bool> stopping_ = false;
  std::thread worker_;
};

}  // namespace kontor::host
