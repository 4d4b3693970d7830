#include "host/cli/host/told.hpp"

#include <array>
#include <string_view>

#include "base/core/json.hpp"
#include "host/cli/host/asked_permissions.hpp"

namespace kontor::host {
namespace {

constexpr const char* kForeignCertificate =
    "This machine does not know who signed the host's certificate: put their certificate into\n"
    "/usr/local/share/ca-certificates, named something.crt, and run update-ca-certificates.\n";
constexpr const char* kNotConnected =
    "Is that the host's address (--host URL, or KONTOR_HOST), and does it run? Nothing was "
    "changed.\n";
constexpr const char* kNoToken =
    "Make a token with kontor access token, or in the web app, and name its file: --token-file.\n";
// Said by the message already, or for programs.
constexpr std::array kForPrograms = {"code", "status", "standing", "type", "title", "instance"};

std::string line_at(Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  const std::string text = found->get<std::string>();
  object.erase(found);
  return text.empty() ? "" : text + "\n";
}

// Of the problem's members those that tell a person something.
std::string words_of(Json detail) {
  for (const char* name : kForPrograms) detail.erase(name);
  std::string words = line_at(detail, "why");
  words += line_at(detail, "advice");
  return detail.empty() ? words : words + to_text(detail) + "\n";
}

}  // namespace

std::string told(const std::string& command, const Error& error) {
  const std::string first = command + ": " + error.message + "\n";
  if (const std::string asked = asked_permissions(error); !asked.empty()) return first + asked;
  if (error.message.find("certificate verify failed") != std::string::npos)
    return first + kForeignCertificate;
  const Json detail = Json::parse(error.detail, nullptr, /*allow_exceptions=*/false);
  if (!detail.is_object()) return first + (error.detail.empty() ? "" : error.detail + "\n");
  if (detail.value("code", Json()) == "not-connected") return first + kNotConnected;
  const std::string words = words_of(detail);
  if (words.empty() && error.code == ErrorCode::unauthenticated) return first + kNoToken;
  return first + words;
}

}  // namespace kontor::host
