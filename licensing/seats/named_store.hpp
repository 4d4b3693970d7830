#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/core/lease.hpp"
#include "licensing/core/move_rule.hpp"

namespace kontor::licensing {

// The SQL of named seats, inside the caller's transaction: who has one, whose it was, and at
// which device.
class NamedStore {
 public:
  explicit NamedStore(db::Session& session) : session_(session) {}

  Result<bool> is_assigned(std::string_view license_id, std::string_view subject);
  // Longest assigned first.
  Result<std::vector<Holder>> assigned(std::string_view license_id);
  Status assign(std::string_view license_id, std::string_view subject, TimeMs now_ms);
  // The place stays theirs to come back to, until somebody else gets it.
  Status vacate(std::string_view license_id, std::string_view subject, TimeMs now_ms);

  // Whose places are nobody's now, and since when.
  Result<std::vector<Holder>> vacant(std::string_view license_id);
  Result<std::int64_t> places(std::string_view license_id);
  Status fill_vacancy(std::string_view license_id, std::string_view former);
  Status set_used(std::string_view license_id, std::int64_t used);

  // The device bound to a seat's holder, hexadecimal; "" for none.
  Result<std::string> device(std::string_view license_id, std::string_view subject);
  Status bind(std::string_view license_id, std::string_view subject, std::string_view device_key,
              TimeMs now_ms);

  // Moves of a licence's seats to another "person" or "device", and the last one of subject's.
  Result<MoveHistory> moves(std::string_view license_id, std::string_view what,
                            std::string_view subject);
  Status note_move(std::string_view license_id, std::string_view what, std::string_view subject,
                   TimeMs now_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::licensing
