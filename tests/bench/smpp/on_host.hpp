#pragma once

#include <vector>

#include "tests/bench/report.hpp"

namespace kontor::bench {

// A campaign through the sms plugin on a real host: in its sandbox, with the consent plugin asked
// for each person, permits, audit log, storage and timelines in SQLite on disk; from the press to
// the last receipt. Needs kontor-runner.
std::vector<Figure> measure_on_host();

}  // namespace kontor::bench
