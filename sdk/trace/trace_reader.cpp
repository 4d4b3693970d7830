#include <map>
#include <set>
#include <utility>

#include "base/core/files.hpp"
#include "sdk/trace/layout.hpp"
#include "sdk/trace/trace.hpp"

// From bytes to values; the bytes come from anywhere.
namespace kontor::trace {
namespace {

Error malformed(std::size_t offset, const std::string& why) {
  return {ErrorCode::invalid_argument,
          "no trace of Kontor: at byte " + std::to_string(offset) + " " + why};
}

bool is_call(Kind kind) { return kind == Kind::call_to_plugin || kind == Kind::call_to_host; }

// The calls that wait for their answer, so that each record can be held against them.
class OpenCalls {
 public:
  // Empty, or what is wrong with the record.
  std::string take(const Record& record) {
    switch (record.kind) {
      case Kind::call_to_plugin:
      case Kind::call_to_host:
        return take_call(record);
      case Kind::answer_of_plugin:
      case Kind::answer_of_host:
        return take_answer(record);
      case Kind::bytes_to_plugin:
      case Kind::bytes_of_plugin:
        return take_bytes(record);
      case Kind::log_line:
      case Kind::end:
        return record.id == 0 && record.parent == 0 ? "" : "a line has an id";
    }
    return "a record has an unknown kind";
  }

 private:
  std::string take_call(const Record& record) {
    if (record.id <= last_id_) return "a call has an id that is not above those before";
    if (record.operation.empty()) return "a call names no operation";
    if (record.parent != 0) {
      const auto parent = open_.find(record.parent);
      if (parent == open_.end() || parent->second == record.kind)
        return "a call was made for one that is not open";
    }
    last_id_ = record.id;
    open_.emplace(record.id, record.kind);
    return "";
  }

  std::string take_answer(const Record& record) {
    const auto call = open_.find(record.id);
    const Kind wanted =
        record.kind == Kind::answer_of_plugin ? Kind::call_to_plugin : Kind::call_to_host;
    if (call == open_.end() || call->second != wanted) return "an answer belongs to no open call";
    if (record.parent != 0 || !record.operation.empty()) return "an answer speaks of more";
    open_.erase(call);
    if (record.descriptor && record.kind == Kind::answer_of_host) connections_.insert(record.id);
    return "";
  }

  std::string take_bytes(const Record& record) {
    if (!connections_.contains(record.id)) return "bytes belong to no connection";
    if (record.parent != 0 || record.descriptor) return "bytes speak of more";
    if (ended_.contains({record.id, record.kind})) return "bytes follow the end of their side";
    if (record.text.empty()) ended_.emplace(record.id, record.kind);
    return "";
  }

  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, Kind> open_;
  std::set<std::uint64_t> connections_;  // By the call that opened them.
  std::set<std::pair<std::uint64_t, Kind>> ended_;
};

Result<std::string> member(const Json& json, std::string_view name) {
  const std::string text = TRY(json_text(json, name));
  if (text.size() > 200)
    return Error{ErrorCode::invalid_argument, std::string(name) + " is longer than 200 bytes"};
  return text;
}

Record unpack(std::string_view bytes) {
  Record record;
  record.kind = static_cast<Kind>(layout::get<std::uint8_t>(bytes, 8));
  const auto flags = layout::get<std::uint8_t>(bytes, 9);
  record.descriptor = (flags & layout::kDescriptor) != 0;
  record.redacted = (flags & layout::kRedacted) != 0;
  record.code = layout::get<std::int32_t>(bytes, 12);
  record.id = layout::get<std::uint64_t>(bytes, 16);
  record.parent = layout::get<std::uint64_t>(bytes, 24);
  record.at_us = layout::get<std::int64_t>(bytes, 32);
  record.thread = layout::get<std::uint32_t>(bytes, 40);
  const auto name = layout::get<std::uint16_t>(bytes, 10);
  record.operation = bytes.substr(layout::kRecordHead, name);
  record.text = bytes.substr(layout::kRecordHead + name);
  return record;
}

Result<std::size_t> read_head(std::string_view bytes, Header& header) {
  if (bytes.size() < layout::kFileHead || !bytes.starts_with(layout::kMagic))
    return malformed(0, "the file does not begin with " + std::string(layout::kMagic));
  const auto version = layout::get<std::uint16_t>(bytes, 8);
  if (version != layout::kVersion)
    return malformed(8, "stands version " + std::to_string(version) + ", this program reads " +
                            std::to_string(layout::kVersion));
  const std::size_t size = layout::get<std::uint32_t>(bytes, 12);
  if (size > kHeaderBytesMax || size > bytes.size() - layout::kFileHead)
    return malformed(12, "the header is longer than the file or the limit");
  if (layout::get<std::uint16_t>(bytes, 10) != 0 || layout::get<std::uint32_t>(bytes, 20) != 0)
    return malformed(10, "reserved bytes are not zero");
  const std::string_view text = bytes.substr(layout::kFileHead, size);
  if (layout::checksum(text) != layout::get<std::uint32_t>(bytes, 16))
    return malformed(16, "the header's checksum is wrong");
  const Json json = TRY(parse_json(text, {.bytes_max = kHeaderBytesMax, .depth_max = 32}));
  header = TRY(Header::from_json(json));
  return layout::kFileHead + size;
}

}  // namespace

Result<Header> Header::from_json(const Json& json) {
  Header header;
  header.plugin = TRY(member(json, "plugin"));
  header.version = TRY(member(json, "version"));
  header.library_sha256 = TRY(member(json, "library_sha256"));
  header.abi = TRY(member(json, "abi"));
  const std::string started_at = TRY(member(json, "started_at"));
  header.started_at_ms = TRY(parse_rfc3339(started_at));
  const auto settings = json.find("settings");
  if (settings == json.end() || !settings->is_object())
    return Error{ErrorCode::invalid_argument, "settings is not an object"};
  header.settings = *settings;
  return header;
}

Result<Trace> parse_trace(std::string_view bytes) {
  if (bytes.size() > kTraceBytesMax) return malformed(0, "the file is longer than the limit");
  Trace trace;
  std::size_t at = TRY(read_head(bytes, trace.header));
  OpenCalls open;
  while (at < bytes.size()) {
    const std::string_view rest = bytes.substr(at);
    if (rest.size() < layout::kRecordHead) break;
    const std::size_t size = layout::get<std::uint32_t>(rest, 0);
    const std::size_t name = layout::get<std::uint16_t>(rest, 10);
    if (size > kTextBytesMax + kNameBytesMax || name > size || name > kNameBytesMax)
      return malformed(at, "a record is longer than the limit");
    if (rest.size() < layout::kRecordHead + size) break;
    const std::string_view whole = rest.substr(0, layout::kRecordHead + size);
    if (layout::checksum(whole.substr(8)) != layout::get<std::uint32_t>(whole, 4))
      return malformed(at, "a record's checksum is wrong");
    if (layout::get<std::uint8_t>(whole, 9) > 3 || layout::get<std::uint32_t>(whole, 44) != 0)
      return malformed(at, "reserved bits are not zero");
    if (!trace.records.empty() && trace.records.back().kind == Kind::end)
      return malformed(at, "something follows the end");
    if (trace.records.size() == kRecordsMax) return malformed(at, "there are too many records");
    trace.records.push_back(unpack(whole));
    const Record& record = trace.records.back();
    if (!is_call(record.kind) && !record.operation.empty())
      return malformed(at, "a record that is no call names an operation");
    if (const std::string wrong = open.take(record); !wrong.empty()) return malformed(at, wrong);
    at += whole.size();
  }
  trace.cut = at < bytes.size();
  return trace;
}

Result<Trace> read_trace(const std::filesystem::path& file) {
  const std::string bytes = TRY(read_file(file, kTraceBytesMax));
  return parse_trace(bytes);
}

}  // namespace kontor::trace
