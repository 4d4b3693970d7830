#include "sdk/cli/delegate.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sdk/cli/kit.hpp"
#include "sdk/cli/nearest_word.hpp"

namespace kontor::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kPrefix = "kontor-";

using Summary = std::pair<std::string_view, std::string_view>;

constexpr std::array kSummaries = {
    Summary{"access", "Who may do what at a host; makes the token other commands want"},
    Summary{"audit", "Read and verify a host's audit log"},
    Summary{"backup", "Make, verify and restore backups of a host"},
    Summary{"bundle", "Carry plugins to a host without a network"},
    Summary{"company", "A company's orders and invoices on a market"},
    Summary{"demo-pbx", "A telephone exchange for trying things out"},
    Summary{"duplicates", "Records of a host that are likely the same, and merging them"},
    Summary{"export", "A list or saved view of a host, as a file"},
    Summary{"gdpr", "What people may ask of a company"},
    Summary{"import", "A CSV file or XLSX workbook into a host"},
    Summary{"install", "A plugin from the market into a host"},
    Summary{"keys", "Make and look after the keys of a market"},
    Summary{"license", "Buy licences, install them, see and give their seats"},
    Summary{"log", "Read and audit a market's transparency log"},
    Summary{"operator", "The desk of a market's operator"},
    Summary{"plugins", "Look at, update and judge the plugins of a host"},
    Summary{"policy", "What a company lets into its host"},
    Summary{"publish", "Publish a signed package on a market"},
    Summary{"record", "Write down what passes between a host and a plugin"},
    Summary{"rehearse", "Try an add-on on a copy of the company's data"},
    Summary{"replay", "Feed a recorded trace to a build and compare"},
    Summary{"report", "The saved reports of a host"},
    Summary{"vendor", "A vendor's affairs with a market"},
};

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

std::string summary_of(const std::string& verb) {
  for (const Summary& each : kSummaries)
    if (each.first == verb) return std::string(each.second);
  return "";
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
