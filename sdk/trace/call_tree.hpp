#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sdk/trace/trace.hpp"

namespace kontor::trace {

// What passed a connection that a call opened, in its order. Without bytes: that side had no
// more to say.
struct Piece {
  bool to_plugin = false;
  std::int64_t at_us = 0;
  std::string bytes;
};

// A call of a trace with its answer and the calls made for it, in their order.
struct Call {
  Kind kind = Kind::call_to_plugin;
  std::uint64_t id = 0;
  std::string operation;
  std::string request;
  bool answered = false;
  std::int32_t status = 0;
  std::string answer;
  bool descriptor = false;
  std::int64_t at_us = 0;
  std::int64_t took_us = 0;  // 0 when not answered.
  std::vector<std::unique_ptr<Call>> inside;
  std::vector<Piece> pieces;
};

// Calls made for no other: the host's to the plugin, and those of the plugin's own threads.
struct CallTree {
  std::vector<std::unique_ptr<Call>> calls;
};
CallTree call_tree(const Trace& trace);

}  // namespace kontor::trace
