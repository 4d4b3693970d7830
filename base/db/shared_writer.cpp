#include "base/db/shared_writer.hpp"

#include "base/db/retries.hpp"

namespace kontor::db {

namespace {

constexpr std::size_t kMembersMax = 64;
constexpr std::chrono::milliseconds kGroupMs{10};  // Then nobody else is let in.
constexpr std::chrono::seconds kTurnWaitMax{30};

Error still_busy(const Error& last) {
  return Error{ErrorCode::unavailable, "the database stayed too busy: " + last.message};
}

}  // namespace

Status SharedWriter::run(const Work& work, ChangeLog* log) {
  for (int attempt = 1;; ++attempt) {
    Member me{.work = work, .alone = attempt > 1};
    if (await_lead(me)) lead(me, log);
    if (me.thrown) std::rethrow_exception(me.thrown);
    if (!me.again) return std::move(me.answer);
    if (attempt == kAttemptsMax) return still_busy(me.answer.error());
    pause_before(attempt);
  }
}

// False when somebody else has written, or nobody came.
bool SharedWriter::await_lead(Member& me) {
  std::unique_lock lock(mutex_);
  if (!is_led_) {
    is_led_ = true;
    return true;
  }
  waiting_.push_back(&me);
  if (!me.woken.wait_for(lock, kTurnWaitMax, [&] { return me.state != State::waiting; })) {
    std::erase(waiting_, &me);
    me.answer = Error{ErrorCode::unavailable, "the database's writer is busy"};
    return false;
  }
  me.woken.wait(lock, [&] { return me.state != State::written; });
  return me.state == State::leading;
}

void SharedWriter::lead(Member& me, ChangeLog* log) {
  Group group;
  group.reserve(kMembersMax);
  group.push_back(&me);
  try {
    write(group, log);
  } catch (...) {
    // Whatever it was, the others must not wait for ever.
    for (Member* const member : group) member->thrown = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  // Told while the lock is held: they are gone once it is not.
  for (Member* const member : group) {
    member->state = State::done;
    if (member != &me) member->woken.notify_one();
  }
  is_led_ = !waiting_.empty();
  if (!is_led_) return;
  Member* const heir = waiting_.front();
  waiting_.pop_front();
  heir->state = State::leading;
  heir->woken.notify_one();
}

// Whether an idle connection had died. Its fellows have too.
bool SharedWriter::drop_dead(const Connection& connection) {
  if (!connection.lost_before_it_ran()) return false;
  connections_.drop_idle();
  return true;
}

SharedWriter::Member* SharedWriter::next(const Group& group,
                                         std::chrono::steady_clock::time_point end) {
  if (group.size() >= kMembersMax || group.front()->alone) return nullptr;
  if (std::chrono::steady_clock::now() > end) return nullptr;
  const std::lock_guard lock(mutex_);
  if (waiting_.empty() || waiting_.front()->alone) return nullptr;
  Member* const member = waiting_.front();
  waiting_.pop_front();
  member->state = State::written;
  return member;
}

void SharedWriter::write(Group& group, ChangeLog* log) {
  Member& first = *group.front();
  const auto end = std::chrono::steady_clock::now() + kGroupMs;
  const auto done_by = [](Member& member) {
    return [&member](Session& session) -> Status {
      try {
        return member.work(session);
      } catch (...) {
        member.thrown = std::current_exception();
        return Error{ErrorCode::internal, "the transaction's work threw"};
      }
    };
  };
  auto loan = connections_.take();
  if (!loan) {
    first.answer = std::move(loan).error();
    return;
  }
  Connection& connection = **loan;
  first.answer = connection.begin(Connection::Access::write);
  if (first.answer && log != nullptr) connection.keep_changes();
  if (first.answer) first.answer = done_by(first)(connection);
  if (first.answer) first.answer = connection.state();
  if (!first.answer) {
    const bool had_died = drop_dead(connection);
    connection.rollback();
    first.again = had_died ? !first.alone : connection.try_again();
    return;
  }
  while (connection.state()) {
    Member* const member = next(group, end);
    if (member == nullptr) break;
    group.push_back(member);
    member->answer = connection.apart(done_by(*member));
  }
  const Status committed = connection.commit(log);
  if (committed) return;
  // Not where nobody knows whether it was committed.
  const bool again = drop_dead(connection)
                         ? !first.alone
                         : connection.usable() && (group.size() > 1 || connection.try_again());
  for (Member* const member : group) {
    member->answer = committed;
    member->again = again;
    member->thrown = nullptr;
  }
}

}  // namespace kontor::db
