#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kontor::host {

// Text as the search index holds it: lower case, without accents, letters and digits
// with single blanks between them. The same on both databases, since it is made here.
// Invalid UTF-8 becomes blanks.
std::string fold_for_search(std::string_view text);

// The words of folded text; at most `words_max`.
std::vector<std::string> search_words(std::string_view text, std::size_t words_max = 12);

}  // namespace kontor::host
