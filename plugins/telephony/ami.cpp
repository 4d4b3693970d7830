#include "ami.hpp"

#include <algorithm>

namespace kontor::telephony {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\r' && c != '\n' && c != '\0') out += c;
  }
  return out;
}

}  // namespace

const std::string& AmiMessage::get(std::string_view name) const {
  static const std::string kEmpty;
  for (const auto& [key, value] : fields_) {
    if (same_name(key, name)) return value;
  }
  return kEmpty;
}

bool AmiMessage::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [name](const auto& field) { return same_name(field.first, name); });
}

void AmiMessage::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

bool AmiParser::feed(std::string_view bytes) {
  if (broken_) return false;
  rest_.append(bytes);
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos && !broken_;
       end = rest_.find('\n', begin)) {
    std::string_view line = std::string_view(rest_).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    take_line(line);
    begin = end + 1;
  }
  rest_.erase(0, begin);
  if (rest_.size() > kLineBytesMax) broken_ = true;
  return !broken_;
}

void AmiParser::take_line(std::string_view line) {
  if (line.size() > kLineBytesMax) {
    broken_ = true;
    return;
  }
  if (line.empty()) {
    if (!open_.fields().empty()) ready_.push_back(std::move(open_));
    open_ = AmiMessage();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > kValueBytesMax) {
    ++passed_over_;
    return;
  }
  if (open_.fields().size() >= kFieldsMax) {
    broken_ = true;
    return;
  }
  std::string_view value = line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  value = value.substr(0, value.find('\0'));
  open_.add(std::string(line.substr(0, colon)), std::string(value.substr(0, kValueBytesMax)));
}

std::optional<AmiMessage> AmiParser::next() {
  if (taken_ == ready_.size()) {
    ready_.clear();
    taken_ = 0;
    return std::nullopt;
  }
  return std::move(ready_[taken_++]);
}

std::string ami_action(std::string_view name,
                       const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string bytes = "Action: " + one_line(name) + "\r\n";
  for (const auto& [key, value] : fields) {
    bytes += one_line(key) + ": " + one_line(value) + "\r\n";
  }
  return bytes + "\r\n";
}

}  // namespace kontor::telephony
