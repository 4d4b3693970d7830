#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {

// TLS ended by the host: whoever has the socket given back reads and writes plain text and
// never sees a key. One thread per connection, until either side has closed. Any thread.
class TlsRelays {
 public:
  // `ca_file`: PEM of the roots to believe; empty: the system's.
  explicit TlsRelays(std::string ca_file);
  ~TlsRelays();  // Ends all of them.
  TlsRelays(const TlsRelays&) = delete;
  TlsRelays& operator=(const TlsRelays&) = delete;

  // Shakes hands with the peer of a connected socket, which must prove to be `host`, and
  // gives the plain end. untrusted with the reason when the certificate is not good,
  // unavailable when the peer does not answer, exhausted when kRelaysMax are open.
  Result<runtime::Descriptor> begin(runtime::Descriptor socket, const std::string& host,
                                    int timeout_ms);

  static constexpr std::size_t kRelaysMax = 256;

 private:
  struct Relay;
  void sweep();  // Forgets those that have ended.

  const std::string ca_file_;
  std::mutex mutex_;  // Guards what follows.
  std::list<std::unique_ptr<Relay>> relays_;
};

}  // namespace kontor::host
