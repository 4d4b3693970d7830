#include <cstdlib>
#include <map>

#include "sdk/trace/call_tree.hpp"

// Property: any bytes are either refused or a trace within its limits whose records make a
// tree and, written again, the same bytes; nothing throws, nothing crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::trace;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto trace = parse_trace(bytes);
  if (!trace) return 0;
  if (trace->records.size() > kRecordsMax) std::abort();
  std::size_t calls = 0;
  std::string written;
  for (const Record& record : trace->records) {
    if (record.kind == Kind::call_to_plugin || record.kind == Kind::call_to_host) ++calls;
    written += record_bytes(record);
  }
  if (bytes.find(written) == std::string_view::npos) std::abort();
  std::size_t in_tree = 0;
  std::vector<const Call*> open;
  const CallTree tree = call_tree(*trace);
  for (const auto& call : tree.calls) open.push_back(call.get());
  while (!open.empty()) {
    const Call* call = open.back();
    open.pop_back();
    ++in_tree;
    for (const auto& inner : call->inside) open.push_back(inner.get());
  }
  if (in_tree != calls) std::abort();
  return 0;
}
