#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::marketplace {

// What a vendor finds when it holds its statement against the transparency log.
struct Reconciliation {
  std::int64_t licenses = 0;  // In the statement and in the log, with the right opening.
  std::int64_t waiting = 0;   // In the statement, on their way to the log for less than an hour.
  // Sold under the vendor's name and kept from its statement: hashes out of the log.
  std::vector<std::string> not_in_statement = {};
  // In the statement and not in the log, or with an opening that is not the logged one: order ids.
  std::vector<std::string> not_in_log = {};
  // Money booked for an order that has no licence in the statement: order ids.
  std::vector<std::string> without_license = {};

  bool clean() const {
    return not_in_statement.empty() && not_in_log.empty() && without_license.empty();
  }
};

// `statement`: the vendor's, of all time, as the market answers it. `logged`: commitments of this
// vendor in the log, with their index. invalid_argument for a statement of another form.
Result<Reconciliation> reconcile(const Json& statement,
                                 const std::map<std::string, std::uint64_t>& logged,
                                 std::int64_t now_ms);
Json to_json(const Reconciliation& found);

}  // namespace kontor::marketplace
