#include "sdk/runtime/runner/share_time.hpp"

#include "sdk/trace/runner/interposed.hpp"

namespace kontor::runtime::runner {

void share_time(const kontor_host& host) { trace::take_time_from(host); }

}  // namespace kontor::runtime::runner
