#include "sdk/cli/delegate.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "sdk/cli/kit.hpp"
#include "sdk/cli/nearest_word.hpp"

namespace kontor::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kPrefix = "kontor-";

// Servers lie beside the verbs and are none.
bool is_server(std::string_view name) {
  return name == "host" || name == "runner" || name == "runner-traced" || name == "market" ||
         name == "seats" || name == "tuf";
}

}  // namespace

std::vector<std::string> other_verbs() {
  std::vector<std::string> verbs;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(program_folder(), error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPrefix) || ::access(entry.path().c_str(), X_OK) != 0) continue;
    const std::string verb = name.substr(kPrefix.size());
    if (!is_server(verb)) verbs.push_back(verb);
  }
  std::sort(verbs.begin(), verbs.end());
  return verbs;
}

Error become(const std::string& verb, char** arguments, std::vector<std::string> own_verbs) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  if (std::all_of(verb.begin(), verb.end(), letter) && !is_server(verb)) {
    const fs::path program = program_folder() / (std::string(kPrefix) + verb);
    std::string called = "kontor " + verb;
    arguments[0] = called.data();
    ::execv(program.c_str(), arguments);
    if (errno != ENOENT) {
      return {ErrorCode::unavailable,
              "cannot run " + program.string() + ": " + std::strerror(errno)};
    }
  }
  for (std::string& other : other_verbs()) own_verbs.push_back(std::move(other));
  const std::string nearest = nearest_word(verb, own_verbs);
  return {ErrorCode::not_found,
          "kontor has no verb \"" + verb + "\"; " +
              (nearest.empty() ? "" : "did you mean \"kontor " + nearest + "\"? Else ") +
              "see kontor --help"};
}

}  // namespace kontor::cli
