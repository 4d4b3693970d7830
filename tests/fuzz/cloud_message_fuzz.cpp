#include <cstdint>
#include <cstdlib>

#include "plugins/telephony/cloud_message.hpp"

using namespace kontor::telephony;

// Property: any body of a webhook is a message whose names may stand in a key and a URL, or
// is refused with a reason; a body nobody signed is never believed; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  std::string problem;
  const auto message = parse_cloud_message(body, problem);
  if (message) {
    for (const std::string& name : {message->event_id, message->call_id}) {
      if (name.empty() || name.find('/') != std::string::npos) std::abort();
    }
    if (message->at_ms < 0 || message->number.size() > 40) std::abort();
  } else if (problem.empty()) {
    std::abort();
  }
  if (is_authentic({{"x-kontor-timestamp", "1000"}, {"x-kontor-signature", body}}, body, "secret",
                   1000)) {
    std::abort();
  }
  return 0;
}
