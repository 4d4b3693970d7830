#include "marketplace/core/vendor_affairs.hpp"

#include <algorithm>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kDomainMax = 230;  // With the challenge's label before it, a DNS name.
constexpr std::size_t kLabelMax = 63;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelMax && label.front() != '-' &&
         label.back() != '-' && std::ranges::all_of(label, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace

std::string challenge_name(const std::string& domain) { return "_kontor-challenge." + domain; }

bool is_domain(std::string_view text) {
  if (text.size() > kDomainMax || text.find('.') == std::string_view::npos) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool fits_namespace(const std::string& domain, const std::string& vendor) {
  return domain.substr(0, domain.find('.')) == vendor;
}

std::string_view to_text(TransferState state) {
  switch (state) {
    case TransferState::done:
      return "done";
    case TransferState::withdrawn:
      return "withdrawn";
    case TransferState::announced:
      break;
  }
  return "announced";
}

Result<TransferState> parse_transfer_state(std::string_view text) {
  for (const TransferState state :
       {TransferState::announced, TransferState::done, TransferState::withdrawn})
    if (text == to_text(state)) return state;
  return Error{ErrorCode::internal, "no transfer state '" + std::string(text) + "'"};
}

}  // namespace kontor::marketplace
