#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/cli/host/host_wish.hpp"

namespace kontor::host {

struct SignIn {
  std::string email;
  std::string code;  // Of the second factor, where the user has one.
};

// A user signs in once to have an API token, which the other commands then use.
struct TokenWish {
  SignIn who;
  std::string name = "command line";
  std::vector<std::string> scopes = {"*"};
  std::filesystem::path out;
};

// Asks for the password, writes the token to `wish.out` (mode 0600) and gives the token's id. The
// session ends again.
Result<Json> make_token(const HostWish& host, const TokenWish& wish);

// The same way, since no token makes another: {"path"} of one's tasks for a calendar program.
Result<Json> make_calendar(const HostWish& host, const SignIn& who);

}  // namespace kontor::host
