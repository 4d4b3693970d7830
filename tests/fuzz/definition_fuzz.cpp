#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/core/json_schema.hpp"
#include "host/core/definitions.hpp"
#include "host/core/service_levels.hpp"

// Property: a definition that fits the schema is refused or taken without an exception, and
// what is taken reads back from its JSON; so do service levels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  static const auto schema = JsonSchema::parse(host::entity_schema()).value();
  static const auto definitions = host::Definitions::builtin().value();
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto service = host::ServiceLevels::parse(*json);
  if (service && !host::ServiceLevels::parse(service->to_json())) std::abort();
  if (!schema.validate(*json)) return 0;
  auto entity = host::Entity::parse(*json);
  if (!entity) return 0;
  host::CompanyDefinitions company;
  company.entities.push_back(*entity);
  if (definitions->preview(company) && !entity->name.starts_with("x_")) std::abort();
  return 0;
}
