#include "marketplace/core/receipt.hpp"

#include <array>
#include <utility>

namespace kontor::marketplace {
namespace {

constexpr std::array<std::pair<ReceiptSource, std::string_view>, 3> kReceiptSources{
    {{ReceiptSource::hand, "hand"},
     {ReceiptSource::statement, "statement"},
     {ReceiptSource::provider, "provider"}}};

constexpr std::array<std::pair<ReceiptOutcome, std::string_view>, 5> kReceiptOutcomes{
    {{ReceiptOutcome::paid, "paid"},
     {ReceiptOutcome::partial, "partial"},
     {ReceiptOutcome::over, "over"},
     {ReceiptOutcome::doubled, "double"},
     {ReceiptOutcome::unmatched, "unmatched"}}};

template <typename Word, std::size_t kSize>
std::string_view word_of(const std::array<std::pair<Word, std::string_view>, kSize>& words,
                         Word wanted) {
  for (const auto& [word, name] : words)
    if (word == wanted) return name;
  return words.back().second;
}

template <typename Word, std::size_t kSize>
Result<Word> parse_word(const std::array<std::pair<Word, std::string_view>, kSize>& words,
                        std::string_view text) {
  for (const auto& [word, name] : words)
    if (name == text) return word;
  return Error{ErrorCode::invalid_argument, "no receipt is '" + std::string(text) + "'"};
}

}  // namespace

std::string_view to_text(ReceiptSource source) { return word_of(kReceiptSources, source); }
Result<ReceiptSource> parse_receipt_source(std::string_view text) {
  return parse_word(kReceiptSources, text);
}
std::string_view to_text(ReceiptOutcome outcome) { return word_of(kReceiptOutcomes, outcome); }
Result<ReceiptOutcome> parse_receipt_outcome(std::string_view text) {
  return parse_word(kReceiptOutcomes, text);
}

}  // namespace kontor::marketplace
