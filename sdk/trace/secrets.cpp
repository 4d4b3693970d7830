#include "sdk/trace/secrets.hpp"

#include <algorithm>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor::trace {

void Secrets::add(const std::string& value) {
  constexpr std::size_t kBytesMin = 4;
  constexpr std::size_t kValuesMax = 100;
  if (value.size() < kBytesMin || written_.size() >= kValuesMax) return;
  const std::string quoted = to_text(Json(value));
  std::string inside = quoted.substr(1, quoted.size() - 2);
  if (std::ranges::find(written_, inside) != written_.end()) return;
  written_.push_back(std::move(inside));
  // One secret may begin another.
  std::ranges::sort(written_, std::ranges::greater(), &std::string::size);
}

bool Secrets::hide_in(std::string& text) const {
  bool found = false;
  for (const std::string& secret : written_)
    for (auto at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + std::string_view(kPlaceholder).size())) {
      text.replace(at, secret.size(), kPlaceholder);
      found = true;
    }
  return found;
}

}  // namespace kontor::trace
