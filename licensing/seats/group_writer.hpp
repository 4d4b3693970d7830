#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/seats/change.hpp"
#include "licensing/seats/license_log.hpp"

namespace kontor::licensing {

// The one writer of a process: a thread that takes what many threads wish for and does it
// in one durable transaction, with their entries in the licence log, so that a disk's flush
// is paid once for all of them. Each wish is still all or nothing, and its caller hears the
// answer only after the commit: from a second thread, so that the next transaction does not wait
// for it.
//
// On PostgreSQL the writers of several nodes take turns, instead of making each other's
// transactions begin again. Any thread; not inside another transaction.
class GroupWriter {
 public:
  GroupWriter(db::Database& database, LicenseLog log);
  ~GroupWriter();  // No caller may be waiting.
  GroupWriter(const GroupWriter&) = delete;
  GroupWriter& operator=(const GroupWriter&) = delete;

  // Runs `work` in the writer's thread, maybe more than once, as Database::transaction does.
  // A refusal undoes what this work has written and nothing else.
  template <typename Work>
  auto run(Work&& work) -> std::invoke_result_t<Work, Change&> {
    std::optional<std::invoke_result_t<Work, Change&>> answer;
    Status status = submit([&](Change& change) -> Status {
      answer.emplace(work(change));
      if (!*answer) return answer->error();
      return ok();
    });
    if (!status) return std::move(status).error();
    return std::move(*answer);
  }

  // The same without waiting: `done` hears the answer in the thread that tells all of them, in
  // the order of the commits, so it neither waits nor asks the writer for more.
  template <typename Work, typename Done>
  void begin(Work work, Done done) {
    using Answer = std::invoke_result_t<Work&, Change&>;
    // Two owners: the work that makes the answer, and `done` that takes it.
    const auto answer = std::make_shared<std::optional<Answer>>();
    post(
        [answer, work = std::move(work)](Change& change) mutable -> Status {
          answer->emplace(work(change));
          if (!**answer) return (*answer)->error();
          return ok();
        },
        [answer, done = std::move(done)](Status status) mutable {
          done(status ? std::move(**answer) : Answer(std::move(status).error()));
        });
  }

 private:
  class Bell;
  struct Wish;
  using Wishes = std::vector<std::unique_ptr<Wish>>;

  Status submit(std::function<Status(Change&)> work);
  void post(std::function<Status(Change&)> work, std::function<void(Status)> done);
  void serve();
  void settle(Wishes wishes);
  void hand_over(Wishes wishes);
  void tell();
  Status try_together(const Wishes& wishes, std::size_t& spoiler);
  Status take_turn(db::Session& session) const;

  db::Database& database_;
  LicenseLog log_;
  std::mutex mutex_;
  std::condition_variable wished_;
  Wishes waiting_;
  bool stopping_ = false;
  std::mutex settled_mutex_;
  std::condition_variable settled_any_;
  Wishes settled_;  // Committed or refused, and not yet told.
  bool all_settled_ = false;
  std::thread teller_;
  std::thread thread_;
};

}  // namespace kontor::licensing
