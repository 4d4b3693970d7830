#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "licensing/seats/lease_request.hpp"

// Property: any bytes are either a lease request within limits or refused; nothing throws or
// crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const auto body =
      parse_json({reinterpret_cast<const char*>(data), size}, {.bytes_max = 4096, .depth_max = 8});
  if (!body) return 0;
  const auto claim = licensing::parse_claim(*body);
  if (claim && (claim->claim.subject.empty() || claim->claim.session.size() > 200)) std::abort();
  const auto renewal = licensing::parse_renew(*body, "lease");
  if (renewal && (renewal->step.sequence < 0 || renewal->proof.size() != 64)) std::abort();
  (void)licensing::parse_release(*body, "lease");
  return 0;
}
