#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "licensing/client/offline_memory.hpp"

// Property: any bytes of offline.json are a memory within its limits or refused in words; nothing
// throws or crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using kontor::licensing::OfflineMemory;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  kontor::licensing::OfflineRequest device;
  device.host_id = "h";
  const auto memory = kontor::licensing::parse_offline_memory(bytes, device);
  if (!memory) {
    if (memory.error().message.empty()) std::abort();
    return 0;
  }
  if (memory->requests.size() > OfflineMemory::kRequestsMax ||
      memory->returns.size() > OfflineMemory::kReturnsMax)
    std::abort();
  for (const auto& request : memory->requests)
    if (request.host_id != "h") std::abort();  // A file never says whose device it is.
  return 0;
}
