#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "base/core/json.hpp"
#include "base/http/client.hpp"

namespace kontor::marketplace {

// Where the market is and who asks.
struct Address {
  std::string market;
  std::filesystem::path token_file;  // Empty for calls without a token.
};
void add_address_options(CLI::App& app, Address& address);

// One person's connection to a market, as the command-line tools use it. One thread.
class Desk {
 public:
  // Makes no request. Refuses a token file that others may read.
  static Result<Desk> open(const Address& address);

  // JSON below /api/v1, with the token.
  Result<Json> call(const std::string& method, const std::string& path, const Json& body = nullptr);
  // Any bytes below /api/v1, with the token; a JSON answer.
  Result<Json> put(const std::string& method, const std::string& path, const std::string& bytes,
                   const std::string& content_type);
  // Any exchange below /api/v1, with the token; any status is an answer.
  Result<http::Response> send(const std::string& method, const std::string& path,
                              http::Headers headers = {}, const std::string& bytes = {});
  // A file below /tuf, without the token. not_found if there is none.
  Result<std::string> fetch(const std::string& path);

 private:
  Desk(std::unique_ptr<http::Client> client, http::Headers headers)
      : client_(std::move(client)), headers_(std::move(headers)) {}
  std::unique_ptr<http::Client> client_;
  http::Headers headers_;
};

// Result as exit status: 0, or 1 with the reason on standard error.
int report(const Status& status, const std::string& program);

enum class Form { lines, json };
// An answer on standard output: as JSON, or "name: value" and one line an item for people.
void print(const Json& json, Form form = Form::json);

}  // namespace kontor::marketplace
