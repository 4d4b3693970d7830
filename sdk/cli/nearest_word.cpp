#include "sdk/cli/nearest_word.hpp"

#include <algorithm>
#include <numeric>

namespace kontor::cli {
namespace {

// Levenshtein's distance: letters to add, drop or change.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_word(std::string_view typed, const std::vector<std::string>& known) {
  std::string nearest;
  // Half the letters wrong is no typing mistake any more.
  std::size_t best = std::max<std::size_t>(2, typed.size() / 2) + 1;
  for (const std::string& word : known) {
    const bool begins = typed.size() >= 2 && word.starts_with(typed);
    const std::size_t far = begins ? 1 : distance(typed, word);
    if (far >= best) continue;
    best = far;
    nearest = word;
  }
  return nearest;
}

}  // namespace kontor::cli
