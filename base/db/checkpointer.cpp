#include "base/db/checkpointer.hpp"

#include "base/core/log.hpp"
#include "base/db/sqlite_connection.hpp"

namespace kontor::db {

namespace {

// Of 4 KiB, as SQLite makes them.
// A page is written by many commits and copied once: long pauses save work and flushes.
constexpr int kPagesCopied = 2000;    // So many new ones are worth a copy.
constexpr int kPagesRestart = 8000;   // A WAL of this length begins anew …
constexpr int kPagesRemaining = 400;  // … when the writer has no more than this left to copy.
constexpr int kPagesMax = 20'000;     // Then the writer copies whatever it is: the disk is finite.

// From there on the thread is close behind the writer.
bool is_worth_a_copy(int pages, int fresh) {
  return fresh >= (pages >= kPagesRestart ? kPagesRemaining : kPagesCopied);
}

}  // namespace

Checkpointer::Checkpointer(std::string path)
    : path_(std::move(path)), thread_([this] { serve(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_one();
  thread_.join();
}

void Checkpointer::attach(sqlite3* writer) { sqlite3_wal_hook(writer, on_commit, this); }

int Checkpointer::on_commit(void* self, sqlite3* writer, const char* name, int pages) {
  auto* const checkpointer = static_cast<Checkpointer*>(self);
  if (!checkpointer->is_writers_turn(pages)) return SQLITE_OK;
  // Passive: whoever reads is left in peace, and a failure is the next one's to try again.
  const auto copy = [&] {
    return sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  };
  if (copy() != SQLITE_BUSY || pages < kPagesMax) return SQLITE_OK;
  checkpointer->await_copy();
  copy();
  return SQLITE_OK;
}

bool Checkpointer::is_writers_turn(int pages) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (pages < pages_) seen_ = copied_ = 0;  // The WAL has begun anew.
    pages_ = pages;
    const bool little_left = pages - copied_ <= kPagesRemaining;
    if (pages >= kPagesMax || (pages >= kPagesRestart && little_left)) return true;
    wake = is_worth_a_copy(pages, pages - seen_);
  }
  if (wake) wanted_.notify_one();
  return false;
}

void Checkpointer::await_copy() {
  std::unique_lock lock(mutex_);
  copied_all_.wait(lock, [this] { return !is_copying_; });
}

void Checkpointer::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    wanted_.wait(lock, [this] { return stopping_ || is_worth_a_copy(pages_, pages_ - seen_); });
    if (stopping_) return;
    const int before = pages_;
    seen_ = before;
    is_copying_ = true;
    lock.unlock();
    const int copied = copy();
    lock.lock();
    is_copying_ = false;
    copied_all_.notify_one();
    if (pages_ >= before) copied_ = copied;  // Else it began anew meanwhile.
  }
}

// How many pages of the WAL are in the file now; 0 when nobody knows.
int Checkpointer::copy() {
  if (!connection_) {
    auto opened = SqliteConnection::open(path_, SqliteConnection::Use::writer);
    if (!opened) {
      log::warning("no connection for checkpoints", {{"reason", opened.error().message}});
      return 0;
    }
    connection_ = std::move(*opened);
  }
  const auto rows = connection_->query("PRAGMA wal_checkpoint(PASSIVE)", {});
  if (!rows || rows->empty()) return 0;
  return static_cast<int>(rows->front().integer(2));
}

}  // namespace kontor::db
