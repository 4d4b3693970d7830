#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "sdk/runtime/descriptor.hpp"
#include "sdk/trace/secrets.hpp"
#include "sdk/trace/trace.hpp"

namespace kontor::trace {

struct WriterLimits {
  std::size_t bytes_max = std::size_t{64} << 20;
  std::chrono::milliseconds time_max = std::chrono::minutes(10);
};

// Writes a trace as it happens: a record is one write() to the end of the file, so that
// after kill -9 every record but perhaps the last is whole. At a limit, or when the disk
// refuses, an end is written and everything later is left out; the plugin goes on.
// Any thread.
class TraceWriter {
 public:
  // Makes the file, which must not exist, with mode 0600.
  static Result<std::unique_ptr<TraceWriter>> create(const std::filesystem::path& file,
                                                     const Header& header,
                                                     const WriterLimits& limits = {});

  // The id under which the answer is to be given.
  std::uint64_t call(Kind kind, std::string_view operation, std::string_view text,
                     std::uint64_t parent);
  void answer(Kind kind, std::uint64_t id, std::int32_t code, std::string_view text,
              bool descriptor);
  // What passes the connection that call `id` opened; empty: that side has no more to say. The
  // beginning of what may be a secret waits for its end.
  void bytes(Kind kind, std::uint64_t id, std::string_view piece);
  void log(std::int32_t level, std::string_view text);
  // Texts written from now on hold a placeholder instead.
  void hide(const std::string& secret);
  void end(std::string_view why);
  bool ended() const { return ended_; }

 private:
  TraceWriter(runtime::Descriptor file, std::size_t bytes, const WriterLimits& limits);
  void append(Record record);
  void write(const Record& record);
  std::uint32_t thread_number();

  const runtime::Descriptor file_;
  const WriterLimits limits_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::atomic<bool> ended_ = false;

  std::mutex mutex_;  // Guards what follows and the order of records.
  std::size_t bytes_;
  std::size_t records_ = 0;
  std::uint64_t last_id_ = 0;
  std::map<std::thread::id, std::uint32_t> threads_;
  Secrets secrets_;
  std::map<std::pair<std::uint64_t, Kind>, std::string> held_back_;
};

}  // namespace kontor::trace
