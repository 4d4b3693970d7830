#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "licensing/seats/administration_request.hpp"
#include "licensing/seats/lease_request.hpp"

// Property: any bytes are either a request within limits or refused; nothing throws or crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto query = licensing::parse_usage_query({{"from", std::string(text)}});
  if (query && query->from_ms < 0) std::abort();
  const auto body = parse_json(text, {.bytes_max = 4096, .depth_max = 8});
  if (!body) return 0;
  const auto claim = licensing::parse_claim(*body);
  if (claim && (claim->claim.subject.empty() || claim->claim.session.size() > 200 ||
                claim->claim.group.size() > 200 || claim->claim.feature.size() > 200)) {
    std::abort();
  }
  const auto renewal = licensing::parse_renew(*body, "lease");
  if (renewal && (renewal->step.sequence < 0 || renewal->proof.size() != 64)) std::abort();
  (void)licensing::parse_release(*body, "lease");
  const auto borrow = licensing::parse_borrow(*body, "lease");
  if (borrow && (borrow->days < 1 || borrow->days > 3650)) std::abort();
  const auto check_in = licensing::parse_check_in(*body);
  if (check_in && (check_in->counter < 0 || check_in->nonce.empty())) std::abort();
  return 0;
}
