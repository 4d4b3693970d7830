#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "licensing/core/offer.hpp"
#include "licensing/core/quote.hpp"

// Property: any bytes either are an offer that reads back the same from what it writes, and that
// is quoted without a negative total, or are refused with a code; nothing throws or crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto json = parse_json(bytes, {.bytes_max = 16384, .depth_max = 4});
  if (!json) return 0;
  const auto offer = licensing::parse_offer(*json);
  if (!offer) {
    if (offer.error().detail.empty()) std::abort();
    return 0;
  }
  const Json written = licensing::to_json(*offer);
  const auto again = licensing::parse_offer(written);
  if (!again || licensing::to_json(*again) != written) std::abort();
  for (const licensing::Grant grant : {licensing::Grant::purchase, licensing::Grant::rental,
                                       licensing::Grant::instalments, licensing::Grant::trial}) {
    for (const std::int64_t quantity : {std::int64_t{1}, std::int64_t{1'000'000}}) {
      const auto quoted = licensing::quote(
          *offer, {.quantity = quantity, .grant = grant, .company_id = offer->only_for});
      if (!quoted && quoted.error().detail.empty()) std::abort();
      if (quoted && (quoted->now < 0 || quoted->total < quoted->now)) std::abort();
    }
  }
  return 0;
}
