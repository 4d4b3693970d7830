#include "base/http/target.hpp"

#include <algorithm>

#include "base/http/client.hpp"

namespace kontor::http {
namespace {

Result<std::string> decode_form(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(spaced);
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  Target parsed;
  const std::size_t mark = target.find('?');
  parsed.path = std::string(target.substr(0, mark));
  if (parsed.path.empty() || parsed.path.front() != '/') {
    return Error{ErrorCode::invalid_argument, "request target does not begin with a slash"};
  }
  std::string_view rest = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string name = TRY(decode_form(pair.substr(0, equals)));
    std::string value;
    if (equals != std::string_view::npos) value = TRY(decode_form(pair.substr(equals + 1)));
    if (parsed.query.size() >= kQueryNamesMax) {
      return Error{ErrorCode::invalid_argument, "too many query parameters"};
    }
    if (!parsed.query.emplace(name, std::move(value)).second) {
      return Error{ErrorCode::invalid_argument, "query parameter given twice: " + name};
    }
  }
  return parsed;
}

}  // namespace kontor::http
