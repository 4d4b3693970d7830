#pragma once

#include <kontor/op/widget_data.hpp>

#include "host/access/accounts.hpp"

namespace kontor::host {

// Puts names where a widget's figures stand for users: a plugin knows ids only. Two people of
// one name keep the plugin's label beside it; who is no user keeps the label.
void name_users(op::WidgetDataResponse& answer, Accounts& accounts);

}  // namespace kontor::host
