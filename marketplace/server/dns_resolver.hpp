#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "marketplace/app/publishing_rules.hpp"

namespace kontor::marketplace {

// The texts of the TXT records for which `answer`, a DNS message (RFC 1035), answers; the pieces
// of one record joined. untrusted for bytes that are no such message or hold too much.
Result<std::vector<std::string>> parse_txt_answer(std::string_view answer);

// Asks the system's name servers, or one given server, with the resolver of the C library. Waits
// a few seconds at most. Any thread.
class DnsResolver final : public TxtResolver {
 public:
  // `server`: "address:port" (IPv4), or empty for the system's. invalid_argument for other forms.
  static Result<DnsResolver> create(const std::string& server);

  Result<std::vector<std::string>> texts(const std::string& name) const override;

 private:
  std::uint32_t address_ = 0;  // Network byte order; 0: the system's servers.
  std::uint16_t port_ = 0;     // Network byte order.
};

}  // namespace kontor::marketplace
