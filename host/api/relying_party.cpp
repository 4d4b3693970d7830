#include "host/api/relying_party.hpp"

#include "base/core/bytes.hpp"

namespace kontor::host {

namespace {

constexpr std::string_view kAfterScheme = "://";

Error no_place_for_keys(const char* why) {
  return Error{ErrorCode::invalid_argument, std::string("security keys: ") + why,
               R"({"code":"no-security-keys-here"})"};
}

// "https://host:port" of an address.
std::string origin_of(const std::string& address) {
  const auto scheme = address.find(kAfterScheme);
  if (scheme == std::string::npos) return {};
  return address.substr(0, address.find('/', scheme + kAfterScheme.size()));
}

bool is_address(const std::string& name) {
  return name.find_first_not_of("0123456789.") == std::string::npos || name.starts_with('[');
}

}  // namespace

Result<crypto::RelyingParty> relying_party_of(const http::Request& request,
                                              const std::string& public_url) {
  const bool is_known = public_url.starts_with("https://");
  const std::string origin = origin_of(is_known ? public_url : request.header("origin"));
  if (origin.empty()) return no_place_for_keys("they are used from a browser, which sends Origin");
  const auto scheme = origin.find(kAfterScheme);
  const std::string place = origin.substr(scheme + kAfterScheme.size());
  if (!is_known && place != request.header("host")) {
    return no_place_for_keys("the request came from another site");
  }
  const std::string name = place.substr(0, place.rfind(':'));
  if (name.empty() || is_address(name)) {
    return no_place_for_keys("open this host by its name; browsers use none at a bare address");
  }
  if (!origin.starts_with("https://") && name != "localhost") {
    return no_place_for_keys("browsers use them over HTTPS only");
  }
  return crypto::RelyingParty{.id = name, .origin = origin};
}

Result<std::string> web_bytes(const Json& body, const char* name) {
  const std::string text = TRY(json_text(body, name));
  auto bytes = base64url_decode(text);
  if (bytes) return bytes;
  return Error{ErrorCode::invalid_argument, std::string(name) + ": base64url is wanted"};
}

}  // namespace kontor::host
