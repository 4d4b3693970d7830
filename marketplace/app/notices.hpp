#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/notice.hpp"

namespace kontor::marketplace {

// Writes the notices that are due now, each once however often and by however many processes it
// is called: of the end of a licence and of its updates `notice_days` before (N11), of a trial's a
// week before, of instalments a week before, when missed, when reading only and when off.
// Answers how many were new.
Result<std::int64_t> write_notices(Market& market);

// The company's, 100 a page, those after `after_id`.
Result<std::vector<Notice>> company_notices(Market& market, const std::string& company_id,
                                            const std::string& after_id);

}  // namespace kontor::marketplace
