#include "sdk/runtime/runner/share_time.hpp"

namespace kontor::runtime::runner {

void share_time(const kontor_host&) {}

}  // namespace kontor::runtime::runner
