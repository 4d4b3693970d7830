#pragma once

namespace kontor::db {

// Transactions of PostgreSQL that met others are run so often before they are given up.
inline constexpr int kAttemptsMax = 40;

// Two transactions that met must not meet again: a random pause that grows.
void pause_before(int attempt);

}  // namespace kontor::db
