#include "host/cli/host/host_wish.hpp"

#include "base/core/files.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kHostTokenBytesMax = 4096;

}  // namespace

CLI::Option* add_host_options(CLI::App& app, HostWish& wish, const std::string& right) {
  app.add_option("--host", wish.host, "URL of the host")
      ->envname("KONTOR_HOST")
      ->capture_default_str();
  return app.add_option("--token-file", wish.token_file, "File with an API token for " + right)
      ->envname("KONTOR_TOKEN_FILE");
}

Result<Json> HostLine::call(const std::string& method, const std::string& path,
                            const Json& body) const {
  return client->call(method, "/api/v1" + path, body, headers);
}

// The token is the file's first line and never an argument, which others on the machine could see.
Result<HostLine> connect(const HostWish& wish, const http::ClientOptions& options) {
  if (wish.token_file.empty())
    return Error{ErrorCode::invalid_argument,
                 "name a file with an API token: --token-file, or KONTOR_TOKEN_FILE in the "
                 "environment; kontor access token makes one"};
  const std::string text = TRY(read_file(wish.token_file, kHostTokenBytesMax));
  return connect_with(wish, text, options);
}

Result<HostLine> connect_with(const HostWish& wish, const std::string& token,
                              const http::ClientOptions& options) {
  HostLine line;
  line.client = TRY(http::Client::create(wish.host, options));
  line.headers = {{"authorization", "Bearer " + token.substr(0, token.find_first_of("\r\n"))}};
  return line;
}

Result<Json> ask_host(const HostWish& wish, const std::string& method, const std::string& path,
                      const Json& body) {
  const HostLine line = TRY(connect(wish));
  return line.call(method, path, body);
}

}  // namespace kontor::host
