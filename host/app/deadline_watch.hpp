#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "host/app/notices.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

// Reminds of tasks and marks late cases when their time comes. What was said is written in
// one transaction with the mark that it was, so that each is said once however often the
// host stops; open pages hear of it afterwards. Any thread.
class DeadlineWatch {
 public:
  struct Parts {
    db::Database& database;
    Records& records;
    Outbox& outbox;
    Notices& notices;
    const Clock& clock;
    IdSource& ids;
  };
  explicit DeadlineWatch(Parts parts) : parts_(parts) {}
  ~DeadlineWatch() { stop(); }

  // Looks at once, then after each change and at least every kLookMs.
  Status start();
  void stop();

  // One look: does what is due and tells open pages. The number of things that were due.
  Result<int> look();

  static constexpr int kLookMs = 5000;
  static constexpr int kAtOnceMax = 200;

 private:
  struct Deadline;
  Result<int> meet(const Deadline& deadline);
  Result<bool> mark(const Deadline& deadline, const Entity& entity, const Record& record);
  Status tell_pages();
  void work();

  Parts parts_;
  std::string told_;  // Id of the last notice that open pages heard.
  std::atomic<bool> stopping_ = false;
  std::thread worker_;
};

}  // namespace kontor::host
