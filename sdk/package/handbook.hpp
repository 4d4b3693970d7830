#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::package {

// What an administrator reads to set a plugin up and to mend it: the member handbook.md, in
// English, and handbook.<language>.md for others. Markdown; whoever shows it shows HTML in it as
// text and loads nothing it names.
inline constexpr std::size_t kHandbookBytesMax = std::size_t{256} << 10;
inline constexpr std::size_t kHandbooksMax = 24;

// The language of a member of that name: "en" of handbook.md. Nothing of other names.
std::optional<std::string> handbook_language(std::string_view member);
std::string handbook_member(std::string_view language);

// The languages of the handbooks among the files of a manifest (name to SHA-256), "en" first.
std::vector<std::string> handbook_languages(const std::map<std::string, std::string>& files);

// Of those languages the one for a reader of `locale` ("sv-SE"); English if theirs is not there.
std::string handbook_for(const std::vector<std::string>& languages, std::string_view locale);

// 1 to kHandbookBytesMax bytes of UTF-8 that a terminal can be given: no control characters but
// line ends and tabs. invalid_argument in words.
Status check_handbook(std::string_view bytes);

struct HandbookProblem {
  std::string file;
  std::string message;
};

// All that is wrong with the handbooks among a plugin's files of these names.
std::vector<HandbookProblem> handbook_problems(
    const std::vector<std::string>& names,
    const std::function<Result<std::string>(const std::string& file)>& read);

}  // namespace kontor::package
