#include "sdk/trace/trace_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/core/log.hpp"
#include "sdk/trace/layout.hpp"

namespace kontor::trace {
namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<TraceWriter>> TraceWriter::create(const std::filesystem::path& file,
                                                         const Header& header,
                                                         const WriterLimits& limits) {
  const std::string head = file_head(header);
  if (head.size() > kHeaderBytesMax || head.size() >= limits.bytes_max)
    return Error{ErrorCode::exhausted, "the settings are too long for a trace"};
  runtime::Descriptor descriptor(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (!descriptor)
    return Error{errno == EEXIST ? ErrorCode::conflict : ErrorCode::unavailable,
                 "cannot make " + file.string() + ": " + std::strerror(errno)};
  if (!write_all(descriptor.get(), head))
    return Error{ErrorCode::unavailable, "cannot write to " + file.string()};
  WriterLimits bounded = limits;
  bounded.bytes_max = std::min(bounded.bytes_max, kTraceBytesMax);
  return std::unique_ptr<TraceWriter>(new TraceWriter(std::move(descriptor), head.size(), bounded));
}

TraceWriter::TraceWriter(runtime::Descriptor file, std::size_t bytes, const WriterLimits& limits)
    : file_(std::move(file)), limits_(limits), bytes_(bytes) {}

std::uint64_t TraceWriter::call(Kind kind, std::string_view operation, std::string_view text,
                                std::uint64_t parent) {
  Record record{.kind = kind, .parent = parent};
  record.operation = operation.substr(0, kNameBytesMax);
  record.text = text;
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = record.id = ++last_id_;
  append(std::move(record));
  return id;
}

void TraceWriter::answer(Kind kind, std::uint64_t id, std::int32_t code, std::string_view text,
                         bool descriptor) {
  Record record{.kind = kind, .descriptor = descriptor, .code = code, .id = id};
  record.text = text;
  const std::lock_guard lock(mutex_);
  append(std::move(record));
}

void TraceWriter::bytes(Kind kind, std::uint64_t id, std::string_view piece) {
  Record record{.kind = kind, .id = id};
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  std::string& held = held_back_[{id, kind}];
  record.text = std::move(held);
  record.text += piece;
  held.clear();
  if (piece.empty()) {
    held_back_.erase({id, kind});
    if (!record.text.empty()) append(record);
    record.text.clear();
    return append(std::move(record));
  }
  const std::size_t begun = secrets_.begun_in(record.text);
  held = record.text.substr(record.text.size() - begun);
  record.text.resize(record.text.size() - begun);
  if (!record.text.empty()) append(std::move(record));
}

void TraceWriter::log(std::int32_t level, std::string_view text) {
  Record record{.kind = Kind::log_line, .code = level};
  record.text = text;
  const std::lock_guard lock(mutex_);
  append(std::move(record));
}

void TraceWriter::hide(const std::string& secret) {
  const std::lock_guard lock(mutex_);
  secrets_.add(secret);
}

void TraceWriter::end(std::string_view why) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  Record record{.kind = Kind::end};
  record.text = why;
  write(record);
  ended_ = true;
}

// With the lock held.
void TraceWriter::append(Record record) {
  if (ended_) return;
  record.redacted = secrets_.hide_in(record.text);
  const auto age = std::chrono::steady_clock::now() - began_;
  constexpr std::size_t kRoomForEnd = 256;
  const std::size_t size = layout::kRecordHead + record.operation.size() + record.text.size();
  const char* why = nullptr;
  if (age > limits_.time_max) why = "the time is over";
  if (bytes_ + size + kRoomForEnd > limits_.bytes_max) why = "the size is reached";
  if (records_ + 1 >= kRecordsMax) why = "the number of records is reached";
  if (why != nullptr) {
    record = Record{.kind = Kind::end};
    record.text = why;
  }
  write(record);
  if (why != nullptr) ended_ = true;
}

void TraceWriter::write(const Record& record) {
  Record timed = record;
  timed.at_us = std::chrono::duration_cast<std::chrono::microseconds>(
                    std::chrono::steady_clock::now() - began_)
                    .count();
  timed.thread = thread_number();
  const std::string bytes = record_bytes(timed);
  bytes_ += bytes.size();
  ++records_;
  if (write_all(file_.get(), bytes)) return;
  // What is there stays readable; a torn record at the end is what a reader expects.
  log::warning("a trace could not be written on", {{"reason", std::strerror(errno)}});
  ended_ = true;
}

std::uint32_t TraceWriter::thread_number() {
  return threads_
      .try_emplace(std::this_thread::get_id(), static_cast<std::uint32_t>(threads_.size() + 1))
      .first->second;
}

}  // namespace kontor::trace
