#include <dlfcn.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <map>

#include "base/core/log.hpp"
#include "tests/integration/transparency_log/log_fixture.hpp"

// The steps by which a log becomes durable, counted, so that a process can be killed at each.
namespace {

std::atomic<int> g_steps_left{-1};

void count_step() {
  if (g_steps_left.load() < 0) return;
  if (g_steps_left.fetch_sub(1) == 0) static_cast<void>(kill(getpid(), SIGKILL));
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// Stand before the C library's own; each counts as a step and then does what it always does.
extern "C" int fsync(int descriptor) {
  count_step();
  return real<int (*)(int)>("fsync")(descriptor);
}
extern "C" int rename(const char* from, const char* to) noexcept {
  count_step();
  return real<int (*)(const char*, const char*)>("rename")(from, to);
}
extern "C" ssize_t write(int descriptor, const void* bytes, size_t count) {
  count_step();
  return real<ssize_t (*)(int, const void*, size_t)>("write")(descriptor, bytes, count);
}

namespace kontor::marketplace {
namespace {

class LogPowerCutTest : public LogFixture {
 protected:
  // Appends entries in a process that is killed at its n-th step. False if it came to its end.
  bool killed_at(int step, int first, int count) {
    log.reset();
    const pid_t child = fork();
    if (child == 0) {
      log::set_level(log::Level::error);
      auto opened = try_open();
      if (!opened) _exit(1);
      std::vector<Json> entries;
      entries.reserve(static_cast<std::size_t>(count));
      for (int number = first; number < first + count; ++number)
        entries.push_back(release_entry(number));
      g_steps_left = step;
      const auto appended = (*opened)->append_all(entries);
      g_steps_left = -1;
      _exit(appended ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) return true;
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return false;
  }

  // What was ever signed for a size is what is signed for it now.
  void expect_no_fork() {
    const tlog::Checkpoint checkpoint = head();
    EXPECT_GE(checkpoint.size, largest_);
    largest_ = checkpoint.size;
    const auto [known, is_new] = roots_.emplace(checkpoint.size, checkpoint.root);
    EXPECT_TRUE(is_new || known->second == checkpoint.root) << checkpoint.size;
  }
  void survive(int count) {
    bool more = true;
    for (int step = 0; more; ++step) {
      ASSERT_LT(step, 1000);
      more = killed_at(step, next_, count);
      open();
      expect_no_fork();
      // Another release comes first: if the killed one was signed, it must stay where it was.
      ASSERT_TRUE(log->append(release_entry(100'000 + next_)));
      expect_no_fork();
      next_ += count;
    }
  }

  int next_ = 0;
  std::uint64_t largest_ = 0;
  std::map<std::uint64_t, tlog::Hash> roots_;
};

TEST_F(LogPowerCutTest, OneEntryKilledAtEachStepNeverForksTheLog) { survive(1); }

TEST_F(LogPowerCutTest, ABatchOverSeveralTilesKilledAtEachStepNeverForksTheLog) { survive(300); }

TEST_F(LogPowerCutTest, WhatWasAcknowledgedIsThereAfterwards) {
  int step = 0;
  for (; killed_at(step, step, 1); ++step) open();
  open();
  // The last one was not killed: its caller had an answer.
  EXPECT_TRUE(log->proof(release_number(step).sha256));
}

}  // namespace
}  // namespace kontor::marketplace
