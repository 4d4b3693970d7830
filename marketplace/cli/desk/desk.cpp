#include "marketplace/cli/desk/desk.hpp"

#include <sys/stat.h>

#include <iostream>

#include "base/core/files.hpp"

namespace kontor::marketplace {
namespace {

// A package of 100 MB over a slow line.
constexpr int kExchangeTimeoutMs = 30 * 60 * 1000;
constexpr std::size_t kAnswerBytesMax = std::size_t{110} << 20;

Result<std::string> read_token(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error{ErrorCode::forbidden,
                 file.string() + " may be read by others; make it yours alone (chmod 600)"};
  std::string token = TRY(read_file(file, 256));
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  return token;
}

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>() : kontor::to_text(value);
}

// What identifies an item of a list, in one line.
std::string item_line(const Json& item) {
  if (!item.is_object()) return plain(item);
  std::string line;
  for (const char* name :
       {"role",         "operation_id", "order_id",  "receipt_id", "license_id", "vendor",
        "display_name", "plugin",       "plugin_id", "version",    "versions",   "state",
        "at",           "actor",        "kind",      "detail",     "rule",       "result",
        "file",         "message",      "expires",   "days_left",  "advice",     "outcome",
        "held",         "title",        "path"})
    if (item.contains(name) && !item[name].is_null())
      line += (line.empty() ? "" : "  ") + plain(item[name]);
  for (const Json& finding : item.value("findings", Json::array()))
    line += "\n    " + item_line(finding);
  return line;
}

}  // namespace

void add_address_options(CLI::App& app, Address& address) {
  app.add_option("--market", address.market, "The market: http://host:port")
      ->envname("KONTOR_MARKET")
      ->required();
  app.add_option("--token-file", address.token_file, "File with your token (mode 0600)")
      ->envname("KONTOR_TOKEN_FILE");
}

Result<Desk> Desk::open(const Address& address) {
  http::Headers headers;
  if (!address.token_file.empty())
    headers["authorization"] = "Bearer " + TRY(read_token(address.token_file));
  auto client = TRY(http::Client::create(
      address.market, {.timeout_ms = kExchangeTimeoutMs, .body_bytes_max = kAnswerBytesMax}));
  return Desk(std::move(client), std::move(headers));
}

Result<Json> Desk::call(const std::string& method, const std::string& path, const Json& body) {
  return client_->call(method, "/api/v1" + path, body, headers_);
}

Result<Json> Desk::put(const std::string& method, const std::string& path, const std::string& bytes,
                       const std::string& content_type) {
  http::Headers headers = headers_;
  headers["content-type"] = content_type;
  const auto response = TRY(client_->send(method, "/api/v1" + path, headers, bytes));
  return http::json_answer(response);
}

Result<http::Response> Desk::send(const std::string& method, const std::string& path,
                                  http::Headers headers, const std::string& bytes) {
  for (const auto& [name, value] : headers_) headers[name] = value;
  return client_->send(method, "/api/v1" + path, headers, bytes);
}

Result<std::string> Desk::fetch(const std::string& path) {
  http::Response response = TRY(client_->get("/tuf/" + path));
  if (response.status == 404) return Error{ErrorCode::not_found, "the market has no /tuf/" + path};
  if (response.status != 200)
    return Error{ErrorCode::unavailable,
                 "/tuf/" + path + " was answered with status " + std::to_string(response.status)};
  return std::move(response.body);
}

int report(const Status& status, const std::string& program) {
  if (status) return 0;
  std::cerr << program << ": " << status.error().message << "\n";
  if (status.error().code == ErrorCode::unauthenticated)
    std::cerr << "Name a file with your token at this market (mode 0600): --token-file FILE, or "
                 "KONTOR_TOKEN_FILE.\n";
  return 1;
}

void print(const Json& json, Form form) {
  if (form == Form::json) {
    std::cout << json.dump(2) << "\n";
    return;
  }
  for (const auto& [name, value] : json.items()) {
    if (!value.is_structured()) std::cout << name << ": " << plain(value) << "\n";
    if (!value.is_array()) continue;
    if (value.empty() && json.size() == 1) std::cout << "there is none\n";
    for (const Json& item : value) std::cout << item_line(item) << "\n";
  }
}

}  // namespace kontor::marketplace
