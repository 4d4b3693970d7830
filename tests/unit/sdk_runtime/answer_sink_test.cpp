#include "sdk/runtime/answer_sink.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace kontor::runtime {
namespace {

void write_to(const kontor_sink& sink, std::string_view text) {
  sink.write(sink.self, text.data(), text.size());
}

TEST(AnswerSinkTest, CollectsWhatIsWrittenDuringTheCall) {
  AnswerSink answer;

  write_to(answer.sink(), "one ");
  write_to(answer.sink(), "answer");

  EXPECT_EQ(answer.text(), "one answer");
}

TEST(AnswerSinkTest, AWriteAfterTheCallReachesNoOtherAnswerAndIsNoticed) {
  static int noticed = 0;
  AnswerSink::on_late_write([] { ++noticed; });
  kontor_sink kept{};
  {
    AnswerSink first;
    kept = first.sink();
  }
  for (int call = 0; call < 10'000; ++call) {  // More than there are places.
    AnswerSink next;
    write_to(kept, "late");
    EXPECT_EQ(next.text(), "");
  }
  AnswerSink::on_late_write(nullptr);

  EXPECT_EQ(noticed, 10'000);
}

TEST(AnswerSinkTest, ManyAtOnceDoNotMix) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([thread, &wrong] {
      for (int call = 0; call < 2000; ++call) {
        AnswerSink outer;
        AnswerSink inner;
        write_to(outer.sink(), std::to_string(thread));
        write_to(inner.sink(), "inner");
        if (outer.text() != std::to_string(thread) || inner.text() != "inner") ++wrong;
      }
    });
  for (std::thread& each : threads) each.join();

  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace kontor::runtime
