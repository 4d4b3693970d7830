#pragma once

#include <vector>

#include "tests/bench/report.hpp"

namespace kontor::bench {

// A campaign through the built sms plugin in the fake host of the SDK: permits, outbox, SMPP,
// receipts and timeline, from the press to the last receipt.
std::vector<Figure> measure_whole_plugin();

}  // namespace kontor::bench
