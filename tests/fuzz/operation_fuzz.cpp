#include <cstdint>
#include <cstdlib>
#include <kontor/op/all.hpp>
#include <string>

#include "base/core/json.hpp"

namespace {

template <typename Message>
void check(const kontor::Json& json) {
  std::string problem;
  const auto message = kontor::op::decode<Message>(json, problem);
  if (!message) {
    if (problem.empty()) std::abort();
    return;
  }
  const kontor::Json written = encode(*message);
  const auto again = kontor::op::decode<Message>(written, problem);
  if (!again || encode(*again) != written) std::abort();
}

}  // namespace

// Property: any JSON is refused by the decoder of an operation with a reason, or decodes to
// what is written and decoded again without change.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = kontor::parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  kontor::op::for_each_operation([&]<typename Operation>() {
    check<typename Operation::Request>(*json);
    check<typename Operation::Response>(*json);
  });
  return 0;
}
