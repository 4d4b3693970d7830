#include "marketplace/store/license_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kSelectLicense =
    "SELECT license_id, order_id, company_id, product, document, issued_at_ms, documents, "
    "activated_at_ms, ends_at_ms, end_kind, cancelled_at_ms, revoked_at_ms FROM issued_license ";

IssuedLicense license_of_row(const db::Row& row) {
  return {.license_id = row.text(0),
          .order_id = row.text(1),
          .company_id = row.text(2),
          .product = row.text(3),
          .document = row.text(4),
          .issued_at_ms = row.integer(5),
          .documents = row.integer(6),
          .activated_at_ms = row.integer(7),
          .ends_at_ms = row.integer(8),
          .end_kind = row.text(9),
          .cancelled_at_ms = row.integer(10),
          .revoked_at_ms = row.integer(11)};
}

std::vector<IssuedLicense> licenses_of(const std::vector<db::Row>& rows) {
  std::vector<IssuedLicense> licenses;
  licenses.reserve(rows.size());
  for (const db::Row& row : rows) licenses.push_back(license_of_row(row));
  return licenses;
}

Status keep_document(db::Session& session, const IssuedLicense& license,
                     const std::string& reason) {
  TRY(session.execute(
      R"sql(INSERT INTO license_document (license_id, number, reason, document, issued_at_ms)
            VALUES ($1, $2, $3, $4, $5))sql",
      {license.license_id, license.documents, reason, license.document, license.issued_at_ms}));
  return ok();
}

IssuedLicenseStore::Revocation revocation_of_row(const db::Row& row) {
  return {.sequence = row.integer(0),
          .license_id = row.text(1),
          .reason = row.text(2),
          .revoked_at_ms = row.integer(3)};
}

}  // namespace

Result<std::optional<IssuedLicense>> IssuedLicenseStore::find(const std::string& license_id) {
  const auto row =
      TRY(session_.query_row(std::string(kSelectLicense) + "WHERE license_id = $1", {license_id}));
  if (!row) return std::optional<IssuedLicense>();
  return std::optional<IssuedLicense>(license_of_row(*row));
}

Result<IssuedLicense> IssuedLicenseStore::get(const std::string& license_id) {
  auto found = TRY(find(license_id));
  if (!found) return Error{ErrorCode::not_found, "no licence '" + license_id + "'"};
  return *std::move(found);
}

Result<std::vector<IssuedLicense>> IssuedLicenseStore::of_company(const std::string& company_id) {
  const auto rows = TRY(session_.query(
      std::string(kSelectLicense) + "WHERE company_id = $1 ORDER BY license_id LIMIT 1000",
      {company_id}));
  return licenses_of(rows);
}

Status IssuedLicenseStore::insert(const IssuedLicense& license, const std::string& reason) {
  TRY(session_.execute(
      R"sql(INSERT INTO issued_license (license_id, order_id, company_id, product, document,
                                        issued_at_ms, documents, activated_at_ms, ends_at_ms,
                                        end_kind)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql",
      {license.license_id, license.order_id, license.company_id, license.product, license.document,
       license.issued_at_ms, license.documents, license.activated_at_ms, license.ends_at_ms,
       license.end_kind}));
  return keep_document(session_, license, reason);
}

Status IssuedLicenseStore::replace(const IssuedLicense& license, const std::string& reason) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE issued_license SET product = $1, document = $2, issued_at_ms = $3,
                   documents = $4, activated_at_ms = $5, ends_at_ms = $6, end_kind = $7
            WHERE license_id = $8 AND documents = $4 - 1 AND revoked_at_ms = 0)sql",
      {license.product, license.document, license.issued_at_ms, license.documents,
       license.activated_at_ms, license.ends_at_ms, license.end_kind, license.license_id}));
  if (changed == 0)
    return Error{ErrorCode::conflict,
                 "licence '" + license.license_id + "' changed meanwhile or is revoked"};
  return keep_document(session_, license, reason);
}

Status IssuedLicenseStore::set_cancelled(const std::string& license_id, TimeMs now_ms) {
  TRY(
      session_.execute("UPDATE issued_license SET cancelled_at_ms = $1 WHERE license_id = $2 AND "
                       "cancelled_at_ms = 0",
                       {now_ms, license_id}));
  return ok();
}

Result<std::int64_t> IssuedLicenseStore::revoke(const std::string& license_id,
                                                std::int64_t next_sequence,
                                                const std::string& reason, TimeMs now_ms) {
  if (const auto earlier = TRY(revocation_of(license_id))) return earlier->sequence;
  TRY(session_.execute("UPDATE issued_license SET revoked_at_ms = $1 WHERE license_id = $2",
                       {now_ms, license_id}));
  TRY(session_.execute(
      R"sql(INSERT INTO revocation (sequence, license_id, reason, revoked_at_ms)
            VALUES ($1, $2, $3, $4))sql",
      {next_sequence, license_id, reason, now_ms}));
  return next_sequence;
}

Result<std::vector<IssuedLicenseStore::Revocation>> IssuedLicenseStore::revocations(
    const std::string& company_id) {
  const auto rows = TRY(session_.query(
      "SELECT sequence, revocation.license_id, reason, revocation.revoked_at_ms FROM revocation "
      "JOIN issued_license ON issued_license.license_id = revocation.license_id "
      "WHERE company_id = $1 ORDER BY sequence",
      {company_id}));
  std::vector<Revocation> list;
  list.reserve(rows.size());
  for (const db::Row& row : rows) list.push_back(revocation_of_row(row));
  return list;
}

Result<std::optional<IssuedLicenseStore::Revocation>> IssuedLicenseStore::revocation_of(
    const std::string& license_id) {
  const auto row = TRY(session_.query_row(
      "SELECT sequence, license_id, reason, revoked_at_ms FROM revocation WHERE license_id = $1",
      {license_id}));
  if (!row) return std::optional<Revocation>();
  return std::optional<Revocation>(revocation_of_row(*row));
}

Result<std::vector<IssuedLicense>> IssuedLicenseStore::without_commitment(int limit) {
  const auto rows = TRY(session_.query(
      std::string(kSelectLicense) +
          "WHERE revoked_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM commitment "
          "WHERE commitment.order_id = issued_license.order_id) ORDER BY license_id LIMIT $1",
      {std::int64_t{limit}}));
  return licenses_of(rows);
}

Status IssuedLicenseStore::set_course(const IssuedLicense& license) {
  TRY(session_.execute(
      "UPDATE issued_license SET activated_at_ms = $1, ends_at_ms = $2, end_kind = $3 "
      "WHERE license_id = $4",
      {license.activated_at_ms, license.ends_at_ms, license.end_kind, license.license_id}));
  return ok();
}

Result<std::vector<IssuedLicense>> IssuedLicenseStore::standing(const std::string& after_id,
                                                                int limit) {
  const auto rows = TRY(
      session_.query(std::string(kSelectLicense) +
                         "WHERE revoked_at_ms = 0 AND license_id > $1 ORDER BY license_id LIMIT $2",
                     {after_id, std::int64_t{limit}}));
  return licenses_of(rows);
}

Result<std::vector<IssuedLicense>> IssuedLicenseStore::ending(TimeMs after_ms, TimeMs until_ms,
                                                              const std::string& after_id,
                                                              int limit) {
  const auto rows = TRY(session_.query(
      std::string(kSelectLicense) +
          "WHERE ends_at_ms > $1 AND ends_at_ms <= $2 AND revoked_at_ms = 0 AND license_id > $3 "
          "ORDER BY license_id LIMIT $4",
      {after_ms, until_ms, after_id, std::int64_t{limit}}));
  return licenses_of(rows);
}

}  // namespace kontor::marketplace
