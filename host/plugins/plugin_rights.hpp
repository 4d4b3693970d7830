#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/json.hpp"
#include "host/access/rights.hpp"
#include "host/plugins/outgoing_connection.hpp"
#include "sdk/package/manifest.hpp"

namespace kontor::host {

// What the manifest asked for and the administrator accepted: entity, verb and field, and
// the plugin's own contributed fields and entities. Nothing else.
Rights rights_of(const package::Manifest& manifest);

// The settings an administrator wrote, and the schema's defaults for those nobody wrote.
Json with_defaults(const package::Manifest& manifest, Json settings);

// forbidden unless the manifest declares `purpose` for reading `entity`. True when
// its basis is consent, so that only people who gave it may be shown.
Result<bool> purpose_needs_consent(const package::Manifest& manifest, std::string_view entity,
                                   std::string_view purpose);

// forbidden, naming it, unless the manifest lists the host operation ("timeline.add").
Status require_operation(const package::Manifest& manifest, std::string_view operation);
Status require_secret(const package::Manifest& manifest, std::string_view name);
Status require_service(const package::Manifest& manifest, std::string_view service);
// forbidden unless host and port are declared, directly (then the address must be public)
// or by a setting's present value, which is the administrator's word.
Result<Reach> require_egress(const package::Manifest& manifest, const Json& settings,
                             std::string_view host, std::uint16_t port);

// "https://host/path" or "host:port" to its host and port.
struct Destination {
  std::string host;
  std::uint16_t port = 0;
};
Result<Destination> destination_of(std::string_view url_or_host_port);

}  // namespace kontor::host
