#include "sdk/package/handbook.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"

namespace kontor::package {
namespace {

constexpr std::string_view kEnglish = "handbook.md";
constexpr std::string_view kStem = "handbook.";
constexpr std::string_view kEnding = ".md";

bool is_meant_as_one(std::string_view member) {
  return member.starts_with(kStem) && member.ends_with(kEnding) && member.find('/') == member.npos;
}

// Also DEL and what UTF-8 has of the C1 controls, which some terminals obey.
bool is_control(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte == '\n' || byte == '\r' || byte == '\t') return false;
  if (byte < 0x20 || byte == 0x7f) return true;
  return byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
}

std::string problem_of(const std::string& name,
                       const std::function<Result<std::string>(const std::string&)>& read) {
  if (!handbook_language(name))
    return "a handbook is handbook.md, in English, or handbook.LL.md with the two small letters of "
           "another language";
  const auto bytes = read(name);
  if (!bytes) return "cannot be read: " + bytes.error().message;
  const Status checked = check_handbook(*bytes);
  return checked ? std::string() : checked.error().message;
}

}  // namespace

std::optional<std::string> handbook_language(std::string_view member) {
  if (member == kEnglish) return "en";
  if (member.size() != kStem.size() + 2 + kEnding.size() || !is_meant_as_one(member)) return {};
  const std::string_view language = member.substr(kStem.size(), 2);
  const bool letters = std::ranges::all_of(language, [](char c) { return c >= 'a' && c <= 'z'; });
  if (!letters || language == "en") return {};
  return std::string(language);
}

std::string handbook_member(std::string_view language) {
  if (language == "en") return std::string(kEnglish);
  return std::string(kStem) + std::string(language) + std::string(kEnding);
}

std::vector<std::string> handbook_languages(const std::map<std::string, std::string>& files) {
  std::vector<std::string> languages;
  if (!files.contains(std::string(kEnglish))) return languages;
  languages.emplace_back("en");
  for (const auto& [name, hash] : files) {
    const auto language = handbook_language(name);
    if (language && *language != "en" && languages.size() < kHandbooksMax)
      languages.push_back(*language);
  }
  return languages;
}

std::string handbook_for(const std::vector<std::string>& languages, std::string_view locale) {
  const std::string language(locale.substr(0, 2));
  return std::ranges::find(languages, language) == languages.end() ? "en" : language;
}

Status check_handbook(std::string_view bytes) {
  const auto refuse = [](const std::string& why) {
    return Error{ErrorCode::invalid_argument, why};
  };
  if (bytes.empty()) return refuse("it is empty");
  if (bytes.size() > kHandbookBytesMax)
    return refuse("it has " + std::to_string(bytes.size()) + " bytes, at most " +
                  std::to_string(kHandbookBytesMax) + " are allowed");
  if (!is_utf8(bytes)) return refuse("it is not UTF-8");
  for (std::size_t at = 0; at < bytes.size(); ++at)
    if (is_control(bytes, at))
      return refuse("it has a control character at byte " + std::to_string(at));
  return ok();
}

std::vector<HandbookProblem> handbook_problems(
    const std::vector<std::string>& names,
    const std::function<Result<std::string>(const std::string& file)>& read) {
  std::vector<HandbookProblem> problems;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (!is_meant_as_one(name) && name != kEnglish) continue;
    ++count;
    std::string problem = problem_of(name, read);
    if (!problem.empty()) problems.push_back({name, std::move(problem)});
  }
  if (count > kHandbooksMax)
    problems.push_back({std::string(kEnglish),
                        "there are more than " + std::to_string(kHandbooksMax) + " handbooks"});
  if (count > 0 && std::ranges::find(names, kEnglish) == names.end())
    problems.push_back({std::string(kEnglish),
                        "it is not there, and a language without a handbook reads this one"});
  return problems;
}

}  // namespace kontor::package
