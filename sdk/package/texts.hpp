#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::package {

// Words of a plugin in one language (locales/<language>.json): a flat object from the plugin's own
// names, as it writes them for the state of an entry in a timeline, to what people read.
using Texts = std::map<std::string, std::string>;

constexpr std::size_t kTextsBytesMax = std::size_t{256} << 10;
constexpr std::size_t kTextsMax = 1000;
constexpr std::size_t kTextNameBytesMax = 80;
constexpr std::size_t kTextBytesMax = 2000;

// invalid_argument naming what is no text or too much.
Result<Texts> parse_texts(std::string_view json);

// The member of a package that holds them.
inline std::string texts_member(std::string_view language) {
  return "locales/" + std::string(language) + ".json";
}

}  // namespace kontor::package
