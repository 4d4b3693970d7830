#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/backup/backup_schedule.hpp"

namespace kontor::host {

// How old the last verified backup is, and one more at once, for holders of backup.manage.
void add_backup_endpoints(http::Router& router, Accounts& accounts, BackupSchedule& schedule);

}  // namespace kontor::host
