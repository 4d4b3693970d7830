#pragma once

#include <memory>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::db {

// What transactions leave to the end of theirs, so that all who share a commit pay for it once:
// the heads of chains, counts. Whoever reads in the same transaction what it writes has it written
// first (Endings::write). One thread at a time.
class Ending {
 public:
  virtual ~Ending() = default;
  // Writes what was left since the last time. May be called again.
  virtual Status write(Session& session) = 0;
  // What was left so far stays.
  virtual void keep() = 0;
  // Takes back what was left since keep().
  virtual void forget() = 0;
};

// Those of one transaction, or of all that share its commit; one of each type, made when first
// asked for.
class Endings {
 public:
  template <typename T>
  T& of() {
    for (const auto& each : list_) {
      if (auto* const found = dynamic_cast<T*>(each.get())) return *found;
    }
    auto made = std::make_unique<T>();
    T& ending = *made;
    list_.push_back(std::move(made));
    return ending;
  }
  Status write(Session& session);
  void keep();
  // False when what others had left was written since keep() and goes with it.
  bool forget();
  void clear() { list_.clear(); }

 private:
  std::vector<std::unique_ptr<Ending>> list_;
  bool is_written_ = false;
};

// Those of a transaction: of the session that a Database gave to it, no other.
Endings& endings(Session& session);

}  // namespace kontor::db
