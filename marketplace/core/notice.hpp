#pragma once

#include <string>

#include "base/core/clock.hpp"

namespace kontor::marketplace {

// Something a company must be told in time, once.
struct Notice {
  std::string notice_id = {};
  std::string company_id = {};
  std::string license_id = {};
  std::string kind = {};   // "renewal", "updates", "trial", "instalment", "missed" …
  TimeMs about_ms = 0;     // The end or due date it tells of.
  std::string title = {};  // Of the task it becomes.
  TimeMs made_at_ms = 0;
};

}  // namespace kontor::marketplace
