#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "host/core/aggregate.hpp"
#include "host/core/definitions.hpp"
#include "host/core/filter.hpp"
#include "host/core/report.hpp"

// Property: whatever the JSON, a filter, an aggregate or a report is refused, or it names known
// fields only, within the limits on conditions; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  static const auto definitions = host::Definitions::builtin().value();
  static const host::Entity deal = *definitions->now()->find("deal");
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto check = [&](const host::Filter& filter) {
    std::size_t conditions = 0;
    filter.for_each([&](const host::Condition& condition) {
      ++conditions;
      if (!host::type_of(deal, condition.field)) std::abort();
    });
    if (conditions > host::kConditionsMax) std::abort();
  };
  const auto filter = host::parse_filter(*json, deal, {"me", 1'790'000'000'000});
  if (filter) {
    check(*filter);
    // Written and read again it is the same filter.
    const Json written = host::filter_json(*filter);
    const auto again = host::parse_filter(written, deal);
    if (!again || host::filter_json(*again) != written) std::abort();
  }
  const auto report = host::parse_report(*json, deal, {"me", 1'790'000'000'000});
  if (report) check(report->wanted.filter);
  const auto aggregate = host::parse_aggregate(*json, deal);
  if (aggregate) check(aggregate->filter);
  return 0;
}
