#pragma once

#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/notice.hpp"

namespace kontor::marketplace {

// What companies were told. Lives inside one transaction.
class NoticeStore {
 public:
  explicit NoticeStore(db::Session& session) : session_(session) {}

  // False if the company was told this of this licence and time before.
  Result<bool> insert(const Notice& notice);
  Result<std::vector<Notice>> of_company(const std::string& company_id, const std::string& after_id,
                                         int limit);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
