#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "marketplace/server/dns_resolver.hpp"

// Property: any bytes are refused as a DNS message, or give at most 64 texts, of which none is
// longer than the message; the same bytes give the same texts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view answer(reinterpret_cast<const char*>(data), size);
  const auto texts = kontor::marketplace::parse_txt_answer(answer);
  if (!texts) return 0;
  if (texts->size() > 64) std::abort();
  for (const std::string& text : *texts)
    if (text.size() > size) std::abort();
  if (kontor::marketplace::parse_txt_answer(answer).value() != *texts) std::abort();
  return 0;
}
