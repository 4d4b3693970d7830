#pragma once

#include <cstdint>
#include <string>

#include "kontor/text.h"

namespace kontor::runtime {

// Where a plugin writes one answer, while the call lasts. What the plugin holds is no
// pointer but a number that is never used again: a plugin that keeps its sink and writes
// after the call has returned spoils no other answer and is noticed. One thread.
class AnswerSink {
 public:
  AnswerSink();
  ~AnswerSink();
  AnswerSink(const AnswerSink&) = delete;
  AnswerSink& operator=(const AnswerSink&) = delete;

  kontor_sink sink() const;
  // Bytes past the longest frame are dropped.
  bool too_long() const { return too_long_; }
  std::string& text() { return text_; }

  // What happens at a write after the call; by default the bytes are dropped. Once, before
  // the first sink.
  static void on_late_write(void (*handler)());

 private:
  static void write(void* self, const char* data, std::uint64_t size) noexcept;

  std::uint64_t ticket_;
  std::string text_;
  bool too_long_ = false;
};

}  // namespace kontor::runtime
