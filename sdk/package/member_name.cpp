#include <algorithm>

#include "sdk/package/archive.hpp"

namespace kontor::package {
namespace {

Error refuse(std::string_view name, const std::string& why) {
  std::string shown(name.substr(0, 80));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return {ErrorCode::invalid_argument, "member name \"" + shown + "\" " + why};
}

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '+';
}

}  // namespace

Status check_member_name(std::string_view name, const ArchiveLimits& limits) {
  if (name.empty()) return refuse(name, "is empty");
  if (name.size() > limits.name_bytes) {
    return refuse(name, "is longer than " + std::to_string(limits.name_bytes) + " bytes");
  }
  if (name.front() == '/') return refuse(name, "is absolute");
  if (name.back() == '/') return refuse(name, "is a folder, and only files are members");
  if (name.find('\0') != name.npos) return refuse(name, "holds a NUL");
  if (name.find('\\') != name.npos) return refuse(name, "holds a back-slash");
  if (name.find(':') != name.npos) return refuse(name, "holds a colon");
  // ASCII alone: then no two names can be equal in some Unicode normal form.
  for (const char c : name) {
    if (static_cast<unsigned char>(c) > 0x7eU) return refuse(name, "is not plain ASCII");
    if (c != '/' && !is_allowed(c)) return refuse(name, "holds a character that is not allowed");
  }
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    if (part.empty()) return refuse(name, "has an empty part");
    if (part == "." || part == "..") return refuse(name, "has a part \".\" or \"..\"");
    if (part.back() == '.') return refuse(name, "has a part that ends in a dot");
    begin = end + 1;
  }
  return ok();
}

}  // namespace kontor::package
