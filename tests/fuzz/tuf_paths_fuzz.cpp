#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/http/client.hpp"
#include "base/tuf/metadata.hpp"

// Property: a pattern and a path of any bytes match or do not; a pattern of plain text matches
// itself only; what a star or question mark stands for never holds a "/", so both sides have the
// same number of components; an encoded role is one harmless component that decodes to the role;
// a target's hash bin is one that its delegation holds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::tuf;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t middle = bytes.find('\n');
  const std::string_view pattern = bytes.substr(0, middle);
  const std::string_view path = middle == std::string_view::npos ? "" : bytes.substr(middle + 1);

  const auto slashes = [](std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += c == '/' ? 1 : 0;
    return count;
  };
  const bool matches = path_matches(pattern, path);
  if (matches && slashes(pattern) != slashes(path)) std::abort();
  const bool plain = pattern.find_first_of("*?") == std::string_view::npos;
  if (plain && matches != (pattern == path)) std::abort();
  if (!path_matches("*", path) && path.find('/') == std::string_view::npos) std::abort();

  const std::string name = encode_role(path);
  if (name.find_first_of(std::string("/\\:?#\0 ", 7)) != std::string::npos) std::abort();
  const auto decoded = kontor::http::percent_decode(name);
  if (!decoded || *decoded != path) std::abort();

  HashBins bins{{}, static_cast<int>(size % 32) + 1, "bin"};
  if (!bins.holds(bins.role_of(path))) std::abort();
  if (bins.holds(path) && encode_role(path) != path) std::abort();
  return 0;
}
