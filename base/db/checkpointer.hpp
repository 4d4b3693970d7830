#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/db/connection.hpp"

namespace kontor::db {

// Moves what was committed to an SQLite file's WAL into the file itself, in a thread of its own:
// SQLite would do it inside a commit, and all who wait for the writer would wait for it, too. The
// writer only does the last few pages, after which the WAL begins anew, and everything when this
// thread falls far behind. Durability is the WAL's own and not touched.
class Checkpointer {
 public:
  explicit Checkpointer(std::string path);
  ~Checkpointer();  // Before the connections it was attached to are gone.
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // Hears of the commits of the writing connection from now on, instead of SQLite's own rule.
  void attach(sqlite3* writer);

 private:
  static int on_commit(void* self, sqlite3* writer, const char* name, int pages);
  bool is_writers_turn(int pages);
  void await_copy();  // Until the thread is not at one: nobody else can copy meanwhile.
  void serve();
  int copy();

  const std::string path_;
  std::unique_ptr<Connection> connection_;  // The thread's; opened when it is first needed.
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::condition_variable copied_all_;
  int pages_ = 0;   // In the WAL after the last commit,
  int seen_ = 0;    // when the thread last began to copy,
  int copied_ = 0;  // and how many are in the file. Readers may hold some back.
  bool is_copying_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::db
