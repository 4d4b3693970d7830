#include "marketplace/store/vendor_store.hpp"

namespace kontor::marketplace {
namespace {

Result<Vendor> vendor_of(const db::Row& row) {
  Vendor vendor{.name = row.text(0), .display_name = row.text(1), .contact = row.text(2)};
  vendor.state = TRY(parse_vendor_state(row.text(3)));
  vendor.public_keys = TRY(parse_json(row.text(4))).get<std::vector<std::string>>();
  vendor.proof = TRY(parse_json(row.text(5)));
  vendor.created_at_ms = row.integer(6);
  return vendor;
}

}  // namespace

Status VendorStore::insert(const Vendor& vendor, const std::string& token_hash) {
  const auto inserted = TRY(session_.execute(
      R"sql(INSERT INTO vendor (name, display_name, contact, state, public_keys, proof, token_hash,
                                created_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO NOTHING)sql",
      {vendor.name, vendor.display_name, vendor.contact, std::string(to_text(vendor.state)),
       kontor::to_text(Json(vendor.public_keys)), kontor::to_text(vendor.proof), token_hash,
       vendor.created_at_ms}));
  if (inserted == 0)
    return Error{ErrorCode::conflict, "the namespace '" + vendor.name + "' is taken"};
  return ok();
}

Result<Vendor> VendorStore::get(const std::string& name) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT name, display_name, contact, state, public_keys, proof, created_at_ms
            FROM vendor WHERE name = $1)sql",
      {name}));
  if (!row) return Error{ErrorCode::not_found, "no vendor '" + name + "'"};
  return vendor_of(*row);
}

Result<std::optional<Vendor>> VendorStore::find_by_token(const std::string& token_hash) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT name, display_name, contact, state, public_keys, proof, created_at_ms
            FROM vendor WHERE token_hash = $1)sql",
      {token_hash}));
  if (!row) return std::optional<Vendor>();
  return std::optional<Vendor>(TRY(vendor_of(*row)));
}

Result<std::vector<Vendor>> VendorStore::list(std::optional<VendorState> state) {
  const auto rows = TRY(session_.query(
      R"sql(SELECT name, display_name, contact, state, public_keys, proof, created_at_ms
            FROM vendor WHERE state LIKE $1 ORDER BY name)sql",
      {state ? std::string(to_text(*state)) : "%"}));
  std::vector<Vendor> vendors;
  for (const db::Row& row : rows) vendors.push_back(TRY(vendor_of(row)));
  return vendors;
}

Status VendorStore::activate(const std::string& name, const std::vector<std::string>& public_keys) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE vendor SET state = 'active', public_keys = $1 WHERE name = $2)sql",
      {kontor::to_text(Json(public_keys)), name}));
  if (changed == 0) return Error{ErrorCode::not_found, "no vendor '" + name + "'"};
  return ok();
}

Status VendorStore::set_token(const std::string& name, const std::string& token_hash) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE vendor SET token_hash = $1 WHERE name = $2)sql", {token_hash, name}));
  if (changed == 0) return Error{ErrorCode::not_found, "no vendor '" + name + "'"};
  return ok();
}

}  // namespace kontor::marketplace
