#include "licensing/seats/group_writer.hpp"

#include <semaphore.h>

#include <cerrno>
#include <iterator>

#include "base/http/event_loop.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kWishesMax = 256;  // In one transaction.

}  // namespace

// Set once by the writer, waited for once by the caller whose stack it lies on.
class GroupWriter::Bell {
 public:
  Bell() { sem_init(&semaphore_, /*pshared=*/0, 0); }
  ~Bell() { sem_destroy(&semaphore_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;
  void ring() { sem_post(&semaphore_); }
  void wait() {
    while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
  }

 private:
  sem_t semaphore_;
};

struct GroupWriter::Wish {
  std::function<Status(Change&)> work;
  std::function<void(Status)> done;
  Status answer = ok();
};

GroupWriter::GroupWriter(db::Database& database, LicenseLog log)
    : database_(database),
      log_(std::move(log)),
      teller_([this] { tell(); }),
      thread_([this] { serve(); }) {}

GroupWriter::~GroupWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wished_.notify_one();
  thread_.join();
  {
    const std::lock_guard lock(settled_mutex_);
    all_settled_ = true;
  }
  settled_any_.notify_one();
  teller_.join();
}

Status GroupWriter::submit(std::function<Status(Change&)> work) {
  Bell bell;
  Status answer = ok();
  post(std::move(work), [&](Status status) {
    answer = std::move(status);
    bell.ring();
  });
  bell.wait();
  return answer;
}

void GroupWriter::post(std::function<Status(Change&)> work, std::function<void(Status)> done) {
  std::unique_ptr<Wish> wish(new Wish{.work = std::move(work), .done = std::move(done)});
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    waiting_.push_back(std::move(wish));
  }
  if (first) wished_.notify_one();
}

void GroupWriter::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    wished_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Wishes wishes;
    if (waiting_.size() <= kWishesMax) {
      wishes.swap(waiting_);
    } else {
      const auto end = waiting_.begin() + kWishesMax;
      wishes.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
      waiting_.erase(waiting_.begin(), end);
    }
    lock.unlock();
    settle(std::move(wishes));
    lock.lock();
  }
}

void GroupWriter::settle(Wishes wishes) {
  while (!wishes.empty()) {
    std::size_t spoiler = wishes.size();
    const Status together = try_together(wishes, spoiler);
    if (!together && spoiler < wishes.size() && wishes.size() > 1) {
      // Undone with all the others: this one is tried alone, they without it.
      Wishes alone;
      alone.push_back(std::move(wishes[spoiler]));
      wishes.erase(wishes.begin() + static_cast<std::ptrdiff_t>(spoiler));
      settle(std::move(alone));
      continue;
    }
    if (!together) {
      for (const auto& wish : wishes) wish->answer = together;
    }
    hand_over(std::move(wishes));
    return;
  }
}

void GroupWriter::hand_over(Wishes wishes) {
  {
    const std::lock_guard lock(settled_mutex_);
    if (settled_.empty()) {
      settled_ = std::move(wishes);
    } else {
      std::move(wishes.begin(), wishes.end(), std::back_inserter(settled_));
    }
  }
  settled_any_.notify_one();
}

// Answers what is committed while the writer is at the next transaction already.
void GroupWriter::tell() {
  std::unique_lock lock(settled_mutex_);
  while (true) {
    settled_any_.wait(lock, [this] { return all_settled_ || !settled_.empty(); });
    if (settled_.empty()) return;
    Wishes wishes;
    wishes.swap(settled_);
    lock.unlock();
    {
      // Many of them wait in the same few event loops.
      const http::EventLoop::Gathering gathering;
      for (const auto& wish : wishes) wish->done(std::move(wish->answer));
    }
    wishes.clear();
    lock.lock();
  }
}

// What fails after it has written must be rolled back, and with it the whole transaction:
// then `spoiler` is its place. Refusals that wrote nothing cost the others nothing.
Status GroupWriter::try_together(const Wishes& wishes, std::size_t& spoiler) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(take_turn(session));
    std::vector<LogEntry> entries;
    entries.reserve(wishes.size());
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      Change change(session);
      wishes[i]->answer = wishes[i]->work(change);
      if (const auto& failure = change.failure()) {
        if (failure->code != ErrorCode::unavailable) spoiler = i;
        return *failure;
      }
      if (!wishes[i]->answer && change.has_written()) {
        spoiler = i;
        return wishes[i]->answer;
      }
      if (!wishes[i]->answer) continue;
      for (LogEntry& entry : change.take_entries()) entries.push_back(std::move(entry));
    }
    return log_.append(session, std::move(entries));
  });
}

// A table lock is taken before the snapshot of a serializable transaction, a row lock
// after it. Held until the commit; readers do not mind it.
Status GroupWriter::take_turn(db::Session& session) const {
  if (session.dialect() == db::Dialect::sqlite) return ok();
  TRY(session.execute("LOCK TABLE seat_epoch IN EXCLUSIVE MODE"));
  return ok();
}

}  // namespace kontor::licensing
