#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::licensing {

// A device that activated a licence by file.
struct ActivatedDevice {
  std::string license_id;
  std::string device_key;  // Hexadecimal.
  std::string host_id;
  std::string nonce;
};

// The SQL of devices activated by file, inside the caller's transaction.
class ActivationStore {
 public:
  explicit ActivationStore(db::Session& session) : session_(session) {}
  // Since when the device is activated: a repetition keeps the first time, a return ends it.
  Result<TimeMs> activate(const ActivatedDevice& activation, TimeMs now_ms);
  Status give_back(std::string_view license_id, std::string_view device_key, TimeMs now_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::licensing
