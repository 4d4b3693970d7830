#pragma once

#include <kontor/plugin.hpp>
#include <string>

namespace kontor::telephony {

// Figures of the call log: they speak of users and extensions, never of who called.
WidgetResult calls_by_hour(const Host& host, const WidgetRequest& request,
                           const std::string& time_zone, const std::string& locale);
WidgetResult times_by_hour(const Host& host, const WidgetRequest& request,
                           const std::string& time_zone, const std::string& locale);
WidgetResult calls_by_manager(const Host& host, const WidgetRequest& request,
                              const std::string& time_zone, const std::string& locale);
// Share of incoming calls nobody answered; null where nobody called.
WidgetResult missed_share(const Host& host, const WidgetRequest& request,
                          const std::string& time_zone, const std::string& locale);

}  // namespace kontor::telephony
