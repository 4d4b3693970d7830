#include "base/http/path_pattern.hpp"

#include <algorithm>

#include "base/http/client.hpp"

namespace kontor::http {
namespace {

// Takes the first segment off `rest`, which begins with "/" or is empty.
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::string_view segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

bool is_capture(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_rest(std::string_view segment) { return is_capture(segment) && segment.ends_with("...}"); }

std::optional<std::string> decode_segment(std::string_view segment) {
  auto text = percent_decode(segment);
  if (!text || text->empty() || *text == "." || *text == ".." ||
      text->find('/') != std::string::npos) {
    return std::nullopt;
  }
  return std::move(*text);
}

// Tells most of the patterns that do not match, before anything is decoded.
bool literals_fit(std::string_view pattern, std::string_view path) {
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = next_segment(pattern);
    if (is_rest(wanted)) return true;
    const std::string_view segment = next_segment(path);
    if (!is_capture(wanted) && segment != wanted) return false;
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::optional<std::map<std::string, std::string>> match_path(std::string_view pattern,
                                                             std::string_view path) {
  std::map<std::string, std::string> captures;
  if (!literals_fit(pattern, path)) return std::nullopt;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = next_segment(pattern);
    if (is_rest(wanted)) {
      std::string text;
      while (!path.empty()) {
        const auto segment = decode_segment(next_segment(path));
        if (!segment) return std::nullopt;
        if (!text.empty()) text += '/';
        text += *segment;
      }
      captures.emplace(wanted.substr(1, wanted.size() - 5), text);
      return captures;
    }
    const std::string_view segment = next_segment(path);
    if (is_capture(wanted)) {
      const auto text = decode_segment(segment);
      if (!text) return std::nullopt;
      captures.emplace(wanted.substr(1, wanted.size() - 2), *text);
    } else if (segment != wanted) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return captures;
}

bool more_specific(std::string_view pattern, std::string_view than) {
  const auto rank = [](std::string_view text) {
    std::string order;  // One letter a segment: literal, capture, rest.
    while (!text.empty()) {
      const std::string_view segment = next_segment(text);
      order += is_rest(segment) ? 'c' : is_capture(segment) ? 'b' : 'a';
    }
    return order;
  };
  return rank(pattern) < rank(than);
}

}  // namespace kontor::http
