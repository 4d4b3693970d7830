#include "sdk/trace/layout.hpp"
#include "sdk/trace/trace.hpp"

// From values to bytes.
namespace kontor::trace {

Json Header::to_json() const {
  return {{"plugin", plugin}, {"version", version},   {"library_sha256", library_sha256},
          {"abi", abi},       {"settings", settings}, {"started_at", to_rfc3339(started_at_ms)}};
}

std::string file_head(const Header& header) {
  const std::string json = to_text(header.to_json());
  std::string bytes(layout::kFileHead, '\0');
  bytes.replace(0, layout::kMagic.size(), layout::kMagic);
  layout::put(bytes, 8, layout::kVersion);
  layout::put(bytes, 12, static_cast<std::uint32_t>(json.size()));
  layout::put(bytes, 16, layout::checksum(json));
  return bytes + json;
}

std::string record_bytes(const Record& record) {
  std::string bytes(layout::kRecordHead, '\0');
  layout::put(bytes, 0, static_cast<std::uint32_t>(record.operation.size() + record.text.size()));
  const int flags =
      (record.descriptor ? layout::kDescriptor : 0) | (record.redacted ? layout::kRedacted : 0);
  layout::put(bytes, 8, static_cast<std::uint8_t>(record.kind));
  layout::put(bytes, 9, static_cast<std::uint8_t>(flags));
  layout::put(bytes, 10, static_cast<std::uint16_t>(record.operation.size()));
  layout::put(bytes, 12, record.code);
  layout::put(bytes, 16, record.id);
  layout::put(bytes, 24, record.parent);
  layout::put(bytes, 32, record.at_us);
  layout::put(bytes, 40, record.thread);
  bytes += record.operation;
  bytes += record.text;
  layout::put(bytes, 4, layout::checksum(std::string_view(bytes).substr(8)));
  return bytes;
}

}  // namespace kontor::trace
