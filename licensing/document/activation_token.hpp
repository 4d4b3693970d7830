#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "licensing/document/typed_token.hpp"

namespace kontor::licensing {

// What an authority gives a device that activated a licence: a proof it can show without asking
// again, in the plugin too. Like a lease token its implicit assertion is the device's raw public
// key, so it is worth nothing on another device.
struct Activation {
  std::string license_id;
  std::string host_id;
  TimeMs issued_at_ms = 0;
  std::optional<TimeMs> until_ms = {};  // None: as long as the licence.
};

std::string sign_activation(const Activation& activation, std::string_view device_key,
                            const crypto::SigningKey& authority_key);

// Codes: those of typed_token.hpp, `wrong-host`, `document-expired` at its end.
Result<Activation> verify_activation(std::string_view token, std::string_view device_key,
                                     std::string_view host_id,
                                     const crypto::PublicKey& authority_key, TimeMs now_ms);

}  // namespace kontor::licensing
