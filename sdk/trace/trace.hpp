#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::trace {

// What passed a plugin's boundary while somebody recorded it. The bytes of a trace file are
// described in sdk/docs/trace-format.md.
enum class Kind : std::uint8_t {
  call_to_plugin = 1,
  answer_of_plugin = 2,
  call_to_host = 3,
  answer_of_host = 4,
  log_line = 5,
  end = 6,  // Text: why recording ended. Nothing follows.
  // On a connection, under the id of the call that opened it. No text: that side has ended.
  bytes_to_plugin = 7,
  bytes_of_plugin = 8,
};

// One crossing. An answer carries the id of its call.
struct Record {
  Kind kind = Kind::end;
  bool descriptor = false;     // One travelled beside the answer.
  bool redacted = false;       // Secrets in the text were replaced.
  std::int32_t code = 0;       // Status of an answer, level of a log line.
  std::uint64_t id = 0;        // 0 for log lines and the end.
  std::uint64_t parent = 0;    // The call this one was made for, 0 for none.
  std::int64_t at_us = 0;      // Since the recording began.
  std::uint32_t thread = 0;    // Of the host, numbered from 1 as they appear.
  std::string operation = {};  // Of calls.
  std::string text = {};
};

struct Header {
  std::string plugin;
  std::string version;
  std::string library_sha256 = {};
  std::string abi = {};  // "1.0"
  Json settings = Json::object();
  TimeMs started_at_ms = 0;

  Json to_json() const;
  static Result<Header> from_json(const Json& json);
};

struct Trace {
  Header header;
  std::vector<Record> records;
  bool cut = false;  // The last record is incomplete: the writer was killed.
};

inline constexpr std::size_t kTraceBytesMax = std::size_t{256} << 20;
inline constexpr std::size_t kHeaderBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kRecordsMax = 1'000'000;
inline constexpr std::size_t kTextBytesMax = std::size_t{16} << 20;
inline constexpr std::size_t kNameBytesMax = 128;

std::string file_head(const Header& header);
std::string record_bytes(const Record& record);

// invalid_argument, naming the place, for anything that is no trace: wrong sums, ids that
// stand twice, answers to nothing, parents that are not open. A last record that is
// incomplete is left out and noted. Any thread.
Result<Trace> parse_trace(std::string_view bytes);
Result<Trace> read_trace(const std::filesystem::path& file);

}  // namespace kontor::trace
