#include "licensing/cli/service.hpp"

#include <sys/stat.h>

#include "base/core/files.hpp"

namespace kontor::licensing {
namespace {

constexpr int kTriesMax = 3;
constexpr std::size_t kTokenBytesMax = 4096;

}  // namespace

Result<std::string> read_token(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Error{ErrorCode::forbidden,
                 file.string() + " may be read by others; make it yours alone (chmod 600)"};
  const std::string token = TRY(read_file(file, kTokenBytesMax));
  return token.substr(0, token.find_first_of("\r\n"));
}

Result<Service> Service::open(const std::string& origin, const std::filesystem::path& token_file,
                              bool is_host) {
  http::Headers headers;
  if (!token_file.empty()) headers["authorization"] = "Bearer " + TRY(read_token(token_file));
  auto client = TRY(http::Client::create(origin));
  return Service(std::move(client), std::move(headers), is_host);
}

Result<Service> Service::market(const LicenseWish& wish) {
  if (wish.market.empty())
    return Error{ErrorCode::invalid_argument,
                 "say which market: --market URL, or KONTOR_MARKET in the environment"};
  return open(wish.market, wish.token_file, /*is_host=*/false);
}

Result<Service> Service::ledger(const LicenseWish& wish) {
  if (wish.seats.empty()) return open(wish.host, wish.token_file, /*is_host=*/true);
  return open(wish.seats, wish.token_file, /*is_host=*/false);
}

Result<Json> Service::call(const std::string& method, const std::string& path, const Json& body,
                           http::Headers more) {
  more.insert(headers_.begin(), headers_.end());
  return client_->call(method, path, body, more);
}

Result<Json> Service::call_again(const std::string& method, const std::string& path,
                                 const Json& body, const http::Headers& more) {
  for (int tries = 1;; ++tries) {
    Result<Json> answer = call(method, path, body, more);
    const bool again = !answer && answer.error().code == ErrorCode::unavailable;
    if (!again || tries == kTriesMax) return answer;
  }
}

}  // namespace kontor::licensing
