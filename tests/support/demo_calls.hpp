#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/ami_server.hpp"

namespace kontor::testing {

// Calls that nobody made, for people who watch a demo: one after the other, from numbers in
// turn at extensions in turn. Each goes through a queue whose name says that it is simulated,
// and which stands on the timeline. Of four calls one is missed and one is put on hold.
class DemoCalls {
 public:
  static constexpr const char* kQueue = "Simulated (demo exchange)";

  explicit DemoCalls(AmiServer& exchange) : exchange_(exchange) {}
  ~DemoCalls() { stop(); }
  DemoCalls(const DemoCalls&) = delete;
  DemoCalls& operator=(const DemoCalls&) = delete;

  // Begins, or goes on with other numbers.
  void start(std::vector<std::string> numbers, std::vector<std::string> extensions, int every_s);
  void stop();

 private:
  void run();
  void play(std::size_t number);
  bool wait(int seconds);  // False: it is over.

  AmiServer& exchange_;
  std::vector<std::string> numbers_;
  std::vector<std::string> extensions_;
  int every_s_ = 20;
  std::mutex mutex_;
  std::condition_variable over_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::testing
