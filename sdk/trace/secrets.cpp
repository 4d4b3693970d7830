#include "sdk/trace/secrets.hpp"

#include <algorithm>
#include <string_view>

#include "base/core/json.hpp"

namespace kontor::trace {

void Secrets::add(const std::string& value) {
  constexpr std::size_t kBytesMin = 4;
  constexpr std::size_t kValuesMax = 200;
  if (value.size() < kBytesMin || written_.size() >= kValuesMax) return;
  const std::string quoted = to_text(Json(value));
  add_written(quoted.substr(1, quoted.size() - 2));
  add_written(value);
}

void Secrets::add_written(std::string text) {
  if (std::ranges::find(written_, text) != written_.end()) return;
  written_.push_back(std::move(text));
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

std::size_t Secrets::begun_in(std::string_view text) const {
  std::size_t most = 0;
  for (const std::string& secret : written_) {
    std::size_t length = std::min(secret.size() - 1, text.size());
    while (length > most && !text.ends_with(std::string_view(secret).substr(0, length))) --length;
    most = std::max(most, length);
  }
  return most;
}

}  // namespace kontor::trace
