#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "marketplace/core/creditor_reference.hpp"
#include "marketplace/core/order_wish.hpp"

// Property: any bytes are refused or are a wish that reads back as itself; a payment reference
// found in them is one that is found again in itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  using namespace kontor::marketplace;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto reference = find_creditor_reference(text))
    if (find_creditor_reference(*reference) != reference) std::abort();
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return 0;
  const auto wish = parse_order_wish(*json);
  if (!wish) return 0;
  const auto again = parse_order_wish(to_json(*wish));
  if (!again || to_json(*again) != to_json(*wish)) std::abort();
  return 0;
}
