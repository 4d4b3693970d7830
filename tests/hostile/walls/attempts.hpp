#pragma once

#include <cstdint>

namespace kontor::runtime {

// What namespace_probe is asked to try, one after the other, on its descriptor 6 …
struct Attempts {
  std::int32_t host = 0;           // Process id of the test.
  std::int32_t shared_memory = 0;  // A System V segment of the test.
  std::uint16_t port = 0;          // A port the test listens on, on loopback.
  char folder[256] = {};           // To mount something over.
};

// … and answers on its descriptor 3: an errno each, 0 where it got through.
struct Outcomes {
  std::int32_t signal_host = 0;
  std::int32_t see_shared_memory = 0;
  std::int32_t reach_port = 0;
  std::int32_t mount_over = 0;
  std::int32_t rename_machine = 0;
  std::int32_t own_process_id = 0;
};

}  // namespace kontor::runtime
