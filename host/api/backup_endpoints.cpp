#include "host/api/backup_endpoints.hpp"

#include "host/api/answers/operation_answers.hpp"
#include "host/api/authentication.hpp"

namespace kontor::host {

void add_backup_endpoints(http::Router& router, Accounts& accounts, BackupSchedule& schedule) {
  const http::Auth manager = holder_of(accounts, "backup.manage");
  router.add({.method = "GET",
              .path = "/api/v1/backups",
              .auth = manager,
              .handler = [&schedule](const http::Request&) -> Result<http::Response> {
                return http::Response::json(schedule.status());
              },
              .summary = "Tells how old the last verified backup is.",
              .answer_schema = answers::backups()});
  router.add({.method = "POST",
              .path = "/api/v1/backups",
              .auth = manager,
              .handler = [&schedule](const http::Request&) -> Result<http::Response> {
                schedule.run_soon();
                return http::Response::json(schedule.status(), 202);
              },
              .summary = "Makes and verifies a backup now, in the background.",
              .body_bytes_max = 1024,
              .answer_schema = answers::backups()});
}

}  // namespace kontor::host
