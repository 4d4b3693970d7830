#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::db::postgresql {

// Parameters in PostgreSQL's text form. Borrows `parameters`.
class Texts {
 public:
  explicit Texts(const std::vector<Value>& parameters);
  const char* const* pointers() const { return pointers_.data(); }

 private:
  std::vector<std::string> numbers_;
  std::vector<const char*> pointers_;
};

// One row of an answer in text form: integers, reals, booleans (as 0 and 1) and text. A
// numeric without a fraction (the sum of integers) is an integer.
std::vector<Value> row_values(const PGresult* reply, int row);

}  // namespace kontor::db::postgresql
