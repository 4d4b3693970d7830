#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "marketplace/client/bundle_file.hpp"

// Property: a block either is refused or is exactly the header that its own entry makes, of a
// name that stays inside the folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::marketplace;
  std::string block(reinterpret_cast<const char*>(data), std::min(size, kTarBlockBytes));
  block.resize(kTarBlockBytes, '\0');
  const auto entry = read_tar_header(block);
  if (!entry) return 0;
  if (entry->name.empty() || entry->name.front() == '/' || entry->size < 0) std::abort();
  if (("/" + entry->name + "/").find("/../") != std::string::npos) std::abort();
  if (*tar_header(*entry) != block) std::abort();
  return 0;
}
