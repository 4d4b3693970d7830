#include "marketplace/api/registration_limit.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kHourMs = std::int64_t{60} * 60 * 1000;
constexpr std::size_t kAddressesMax = 10'000;

}  // namespace

Status RegistrationLimit::take(const std::string& address) {
  const std::int64_t now = clock_.monotonic_ms();
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= kAddressesMax)
    std::erase_if(windows_, [&](const auto& one) { return now - one.second.began_ms >= kHourMs; });
  const bool known = windows_.contains(address) || windows_.size() < kAddressesMax;
  Window& window = windows_[known ? address : "others"];
  if (window.used == 0 || now - window.began_ms >= kHourMs) window = {now, 0};
  if (++window.used <= per_hour_) return ok();
  return Error{ErrorCode::exhausted,
               "this address registered " + std::to_string(per_hour_) +
                   " times within an hour; try again later",
               R"({"code":"too-many-registrations"})"};
}

}  // namespace kontor::marketplace
