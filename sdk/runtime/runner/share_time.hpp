#pragma once

#include "kontor/kontor.h"

namespace kontor::runtime::runner {

// Whose time and randomness the plugin sees. In kontor-runner its own process's: nothing
// happens here. kontor-runner-traced (sdk/trace) puts `host` between, to record or replay.
void share_time(const kontor_host& host);

}  // namespace kontor::runtime::runner
