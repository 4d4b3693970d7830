#pragma once

#include <kontor/plugin.hpp>
#include <string>

#include "settings.hpp"

namespace kontor::telephony {

// Brings recordings from the exchange to the card of the person they are about, where who
// may read the card may hear them, and removes them when their time is over.
class Recordings {
 public:
  static constexpr std::int64_t kBytesMax = std::int64_t{256} << 20;

  Recordings(Host host, Settings settings, std::string locale)
      : host_(std::move(host)), settings_(std::move(settings)), locale_(std::move(locale)) {}

  // One recording of a call, as a job: {"call", "name", "person", "started_ms"}. May run
  // again: what was fetched is fetched once. Throws Failure(unavailable) to be tried later.
  void fetch(const Json& payload) const;
  // Removes those older than the settings allow; returns how many.
  std::int64_t prune(std::int64_t now_ms) const;

 private:
  std::string person_of(const Json& payload) const;
  std::string address_of(const std::string& name) const;
  std::string copy(const std::string& name, const std::string& person) const;

  Host host_;
  Settings settings_;
  std::string locale_;
};

}  // namespace kontor::telephony
