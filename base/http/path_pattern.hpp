#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::http {

// Matches an encoded path against "/a/{name}/{rest...}" and returns the decoded
// captures. A capture is never empty, "." or "..", and holds no "/" unless it is {rest...}.
std::optional<std::map<std::string, std::string>> match_path(std::string_view pattern,
                                                             std::string_view path);

// Sorts patterns so that the more literal one comes first: /a/b before /a/{x} before /{y...}.
bool more_specific(std::string_view pattern, std::string_view than);

}  // namespace kontor::http
