#pragma once

#include <utility>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::db {

// Parameters of a statement, where many statements are run: what may be moved is moved, where a
// braced list copies.
template <typename... Values>
std::vector<Value> values(Values&&... given) {
  std::vector<Value> all;
  all.reserve(sizeof...(given));
  (all.emplace_back(std::forward<Values>(given)), ...);
  return all;
}

}  // namespace kontor::db
