#include "marketplace/server/operator_token.hpp"

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "marketplace/core/token.hpp"

namespace kontor::marketplace {

Result<std::string> load_operator_token(const std::filesystem::path& file, Random& random) {
  constexpr std::size_t kTokenFileMax = 256;
  constexpr std::size_t kTokenMin = 32;
  auto read = read_file(file, kTokenFileMax);
  if (!read && read.error().code == ErrorCode::not_found) {
    const std::string token = make_token(random, "ko_").text;
    TRY(write_file(file, token + "\n", FileMode::secret));
    log::info("operator token made", {{"file", file.string()}});
    return token;
  }
  if (!read) return read.error();
  std::string token = std::move(*read);
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  if (token.size() < kTokenMin)
    return Error{ErrorCode::invalid_argument,
                 "the operator token in " + file.string() + " is shorter than 32 characters"};
  return token;
}

}  // namespace kontor::marketplace
