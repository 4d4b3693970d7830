#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/core/lease.hpp"

namespace kontor::licensing {

// The SQL of who waits for a seat, inside the caller's transaction.
class QueueStore {
 public:
  explicit QueueStore(db::Session& session) : session_(session) {}

  struct Place {
    std::int64_t ticket = 0;
    std::int64_t beat = 0;
    std::int64_t ahead = 0;  // So many wait before.
  };
  struct Owner {
    std::string subject;
    std::string device_key;  // Raw; empty inside the host.
  };
  // Whose place it is; nothing if there is none.
  Result<std::optional<Owner>> owner(std::string_view license_id, std::string_view session);
  // The place in the queue, asked for once more; nothing if there is none.
  Result<std::optional<Place>> ask_again(std::string_view license_id, std::string_view session);
  // A new place at the end; nothing when the queue has `most` places.
  Result<std::optional<Place>> join(std::string_view license_id, std::string_view session,
                                    const Owner& owner, std::int64_t most, TimeMs now_ms);
  // How many wait.
  Result<std::int64_t> length(std::string_view license_id);
  // False if it was not there.
  Result<bool> leave(std::string_view license_id, std::string_view session);
  // The same if it still stands at this beat.
  Result<bool> leave_at(std::string_view license_id, std::string_view session, const Place& place);

  struct Row {
    std::string license_id;
    std::string session;
    std::string subject;
    Place place;  // Without `ahead`.
    TimeMs since_ms = 0;
  };
  // Of one licence or of all (""), in turn.
  Result<std::vector<Row>> rows(std::string_view license_id);

 private:
  Status count(std::string_view license_id, std::int64_t change);
  db::Session& session_;
};

}  // namespace kontor::licensing
