#include "base/db/endings.hpp"

#include "base/db/connection.hpp"

namespace kontor::db {

Status Endings::write(Session& session) {
  is_written_ = is_written_ || !list_.empty();
  for (const auto& each : list_) TRY(each->write(session));
  return ok();
}

void Endings::keep() {
  is_written_ = false;
  for (const auto& each : list_) each->keep();
}

bool Endings::forget() {
  for (const auto& each : list_) each->forget();
  return !is_written_;
}

Endings& endings(Session& session) { return dynamic_cast<Connection&>(session).endings(); }

}  // namespace kontor::db
