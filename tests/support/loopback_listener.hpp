#pragma once

#include <cstdint>

namespace kontor::testing {

// What the kernel keeps for a connection that nobody reads: narrow is some kilobytes.
enum class Buffers { usual, narrow };

struct LoopbackListener {
  int socket = -1;  // The caller closes it.
  std::uint16_t port = 0;
};

// A TCP socket that listens at 127.0.0.1; port 0: one the system chooses. Throws where it cannot.
LoopbackListener listen_on_loopback(std::uint16_t port = 0, Buffers buffers = Buffers::usual);

}  // namespace kontor::testing
