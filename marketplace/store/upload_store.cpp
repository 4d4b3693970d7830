#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kStoredJsonMax = std::size_t{4} << 20;

Result<Upload> upload_of(const db::Row& row) {
  Upload upload{.operation_id = row.text(0), .vendor = row.text(1), .sha256 = row.text(2)};
  upload.length = row.integer(3);
  upload.state = TRY(parse_upload_state(row.text(4)));
  upload.plugin_id = row.text(5);
  upload.version = row.text(6);
  upload.target_path = row.text(7);
  upload.manifest = TRY(parse_json(row.text(8), {.bytes_max = kStoredJsonMax}));
  for (const Json& finding : TRY(parse_json(row.text(9), {.bytes_max = kStoredJsonMax})))
    upload.findings.push_back(parse_finding(finding));
  if (!row.is_null(10)) upload.decision = TRY(parse_decision(row.text(10)));
  upload.reason = row.text(11);
  upload.visible = row.integer(12) != 0;
  upload.created_at_ms = row.integer(13);
  for (const Json& check : TRY(parse_json(row.text(14), {.bytes_max = kStoredJsonMax})))
    upload.checks.push_back({.rule = check.value("rule", ""), .result = check.value("result", "")});
  upload.checked_at_ms = row.integer(15);
  return upload;
}

Result<std::vector<Upload>> uploads_of(const std::vector<db::Row>& rows) {
  std::vector<Upload> uploads;
  for (const db::Row& row : rows) uploads.push_back(TRY(upload_of(row)));
  return uploads;
}

std::string findings_text(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(to_json(finding));
  return kontor::to_text(list);
}

std::string checks_text(const std::vector<CheckResult>& checks) {
  Json list = Json::array();
  for (const CheckResult& check : checks)
    list.push_back({{"rule", check.rule}, {"result", check.result}});
  return kontor::to_text(list);
}

}  // namespace

Result<Upload> UploadStore::begin(const Upload& upload) {
  TRY(session_.execute(
      R"sql(INSERT INTO upload (operation_id, vendor, sha256, length, state, plugin_id, version,
                                target_path, manifest, findings, reason, visible, created_at_ms)
            VALUES ($1, $2, $3, $4, $5, '', '', '', 'null', '[]', '', 0, $6)
            ON CONFLICT (operation_id) DO NOTHING)sql",
      {upload.operation_id, upload.vendor, upload.sha256, upload.length,
       std::string(to_text(upload.state)), upload.created_at_ms}));
  return get(upload.operation_id);
}

Result<Upload> UploadStore::get(const std::string& operation_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT operation_id, vendor, sha256, length, state, plugin_id, version, target_path,
                   manifest, findings, decision, reason, visible, created_at_ms,
                   checks, checked_at_ms
            FROM upload WHERE operation_id = $1)sql",
      {operation_id}));
  if (!row) return Error{ErrorCode::not_found, "no upload '" + operation_id + "'"};
  return upload_of(*row);
}

Status UploadStore::save_checks(const Upload& upload) {
  TRY(session_.execute(
      R"sql(UPDATE upload SET state = $1, plugin_id = $2, version = $3, target_path = $4,
                   manifest = $5, findings = $6, checks = $7, checked_at_ms = $8
            WHERE operation_id = $9 AND decision IS NULL)sql",
      {std::string(to_text(upload.state)), upload.plugin_id, upload.version, upload.target_path,
       kontor::to_text(upload.manifest), findings_text(upload.findings), checks_text(upload.checks),
       upload.checked_at_ms, upload.operation_id}));
  return ok();
}

Status UploadStore::decide(const std::string& operation_id, Decision decision,
                           const std::string& reason) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE upload SET decision = $1, reason = $2
            WHERE operation_id = $3 AND decision IS NULL)sql",
      {std::string(to_text(decision)), reason, operation_id}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "upload '" + operation_id + "' was decided before"};
  return ok();
}

Status UploadStore::reopen(const std::string& operation_id) {
  TRY(session_.execute(
      R"sql(UPDATE upload SET decision = NULL, reason = '', state = 'QUARANTINED'
            WHERE operation_id = $1)sql",
      {operation_id}));
  return ok();
}

Result<std::vector<Upload>> UploadStore::unfinished(TimeMs failed_before_ms) {
  return uploads_of(TRY(session_.query(
      R"sql(SELECT operation_id, vendor, sha256, length, state, plugin_id, version, target_path,
                   manifest, findings, decision, reason, visible, created_at_ms,
                   checks, checked_at_ms
            FROM upload
            WHERE state IN ('STARTED', 'VALIDATING', 'SCANNING')
               OR (state = 'ERRORED' AND checked_at_ms < $1)
            ORDER BY created_at_ms, operation_id LIMIT 100)sql",
      {failed_before_ms})));
}

Result<std::vector<Upload>> UploadStore::queue() {
  return uploads_of(TRY(session_.query(
      R"sql(SELECT operation_id, vendor, sha256, length, state, plugin_id, version, target_path,
                   manifest, findings, decision, reason, visible, created_at_ms,
                   checks, checked_at_ms
            FROM upload WHERE state IN ('PASSED', 'QUARANTINED') AND decision IS NULL
            ORDER BY created_at_ms, operation_id LIMIT 200)sql")));
}

Result<std::vector<Upload>> UploadStore::approved(const std::string& target_path) {
  return uploads_of(TRY(session_.query(
      R"sql(SELECT operation_id, vendor, sha256, length, state, plugin_id, version, target_path,
                   manifest, findings, decision, reason, visible, created_at_ms,
                   checks, checked_at_ms
            FROM upload WHERE target_path = $1 AND decision = 'approve')sql",
      {target_path})));
}

Result<std::vector<Upload>> UploadStore::rivals(const Upload& upload) {
  return uploads_of(TRY(session_.query(
      R"sql(SELECT operation_id, vendor, sha256, length, state, plugin_id, version, target_path,
                   manifest, findings, decision, reason, visible, created_at_ms,
                   checks, checked_at_ms
            FROM upload
            WHERE target_path = $1 AND sha256 <> $2 AND state IN ('PASSED', 'QUARANTINED')
              AND (decision IS NULL OR decision = 'approve'))sql",
      {upload.target_path, upload.sha256})));
}

Result<std::vector<Upload>> UploadStore::released(const std::string& plugin_id) {
  return uploads_of(TRY(session_.query(
      R"sql(SELECT operation_id, vendor, sha256, length, state, plugin_id, version, target_path,
                   manifest, findings, decision, reason, visible, created_at_ms,
                   checks, checked_at_ms
            FROM upload WHERE plugin_id = $1 AND decision = 'approve' AND visible = 1)sql",
      {plugin_id})));
}

Result<std::vector<std::string>> UploadStore::approved_versions(const std::string& plugin_id) {
  std::vector<std::string> versions;
  for (const db::Row& row : TRY(session_.query(
           R"sql(SELECT version FROM upload WHERE plugin_id = $1 AND decision = 'approve')sql",
           {plugin_id})))
    versions.push_back(row.text(0));
  return versions;
}

Status UploadStore::mark_visible(const std::string& operation_id) {
  TRY(session_.execute(R"sql(UPDATE upload SET visible = 1 WHERE operation_id = $1)sql",
                       {operation_id}));
  return ok();
}

}  // namespace kontor::marketplace
