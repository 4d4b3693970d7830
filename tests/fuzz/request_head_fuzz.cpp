#include <cstdint>
#include <cstdlib>

#include "base/http/request_head.hpp"
#include "base/http/target.hpp"

using namespace kontor::http;

// Property: any bytes are either one request every reader sees alike (a token as method, a
// target from "/", at most one way to tell the body's length, no line break in any value)
// within the limits, or refused; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const HeadLimits limits{.header_bytes_max = 4096, .target_bytes_max = 1024};
  const auto length = head_size(bytes, limits);
  if (!length || !*length) return 0;
  const auto head = parse_request_head(bytes.substr(0, **length), limits);
  if (!head) return 0;
  if (head->method.empty() || !head->target.starts_with('/')) std::abort();
  if (head->target.size() > limits.target_bytes_max + 1) std::abort();
  if (head->chunked && head->content_length) std::abort();
  if (head->headers.size() > kHeaderFieldsMax) std::abort();
  for (const auto& [name, value] : head->headers) {
    if (name.empty() || value.find_first_of("\r\n") != std::string::npos) std::abort();
  }
  const auto target = parse_target(head->target);
  if (target && target->query.size() > kQueryNamesMax) std::abort();
  return 0;
}
