#include <cstdlib>

#include "host/access/rights.hpp"

// Property: any text either is rights, which then survive storage, cover themselves and what they
// have in common with anything, or is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto rights = host::Rights::parse(*json);
  if (!rights) return 0;
  const auto again = host::Rights::parse(rights->to_json());
  if (!again || again->to_json() != rights->to_json()) std::abort();
  if (!rights->covers(*rights) || !host::Rights::everything().covers(*rights)) std::abort();
  host::Rights some;
  some.allow("person", host::Verb::read, host::Scope::team);
  some.allow_field("*", host::Verb::update, "name", host::Scope::own);
  const host::Rights common = rights->intersect(some);
  if (!rights->covers(common) || !some.covers(common)) std::abort();
  return 0;
}
