#include "sdk/package/texts.hpp"

#include "base/core/json.hpp"

namespace kontor::package {

Result<Texts> parse_texts(std::string_view json) {
  const Json parsed = TRY(parse_json(json, {.bytes_max = kTextsBytesMax, .depth_max = 2}));
  if (!parsed.is_object())
    return Error{ErrorCode::invalid_argument, "texts are an object of names and words"};
  if (parsed.size() > kTextsMax)
    return Error{ErrorCode::exhausted,
                 "there are more than " + std::to_string(kTextsMax) + " texts"};
  Texts texts;
  for (const auto& [name, text] : parsed.items()) {
    if (name.empty() || name.size() > kTextNameBytesMax)
      return Error{ErrorCode::invalid_argument,
                   "a text's name has 1 to " + std::to_string(kTextNameBytesMax) + " bytes"};
    if (!text.is_string() || text.get_ref<const std::string&>().size() > kTextBytesMax)
      return Error{ErrorCode::invalid_argument,
                   name + " is no text of at most " + std::to_string(kTextBytesMax) + " bytes"};
    texts.emplace(name, text.get<std::string>());
  }
  return texts;
}

}  // namespace kontor::package
