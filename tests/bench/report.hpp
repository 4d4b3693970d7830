#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::bench {

enum class Better { lower, higher };

// Another program measured in the same run on the same work.
struct Peer {
  std::string name;
  double value;
};

// One figure. With a peer, `target` bounds the ratio value / peer.value; without one it
// bounds the value. No target: a plain figure that holds by definition.
struct Figure {
  std::string name;
  double value;
  std::string unit;
  Better better;
  std::optional<double> target = {};
  std::optional<Peer> peer = {};
  std::int64_t n = 1;  // How many operations the value was measured over.
};

// An array of {name, value, unit, better, target, holds, peer, peer_value, ratio, n}.
std::string to_json(const std::vector<Figure>& figures);
Status write_report(const std::filesystem::path& file, const std::vector<Figure>& figures);

// CPU seconds (user and system) that a process has used so far; 0 if it is gone.
double process_cpu_s(int process_id);
// Resident memory of a process in bytes; 0 if it is gone.
std::int64_t resident_bytes(int process_id);

// The middle of the values, which are sorted in place.
double median(std::vector<double>& values);

}  // namespace kontor::bench
