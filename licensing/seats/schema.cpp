#include "licensing/seats/schema.hpp"

#include "licensing_migrations.hpp"

namespace kontor::licensing {

const std::vector<db::Migration>& seat_migrations() { return db::licensing_migrations(); }

}  // namespace kontor::licensing
