#pragma once

#include "licensing/document/offline.hpp"

namespace kontor::licensing {

// A document signed by the device itself, which names its key in the footer. `wrong-device`
// when the payload names another one.
Result<Json> open_device_document(std::string_view file, std::string_view type,
                                  std::string_view schema, TimeMs now_ms);
Result<std::string> sign_device_document(const Json& payload, const crypto::SigningKey& key,
                                         std::string_view schema);

Result<crypto::PublicKey> device_public_key(std::string_view device_key_hex);

// Implicit assertion of what only this device of this host may use.
std::string device_binding(const crypto::PublicKey& device_key, std::string_view host_id);

}  // namespace kontor::licensing
