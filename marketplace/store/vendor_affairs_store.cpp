#include "marketplace/store/vendor_affairs_store.hpp"

namespace kontor::marketplace {

Status VendorAffairsStore::put_claim(const DomainClaim& claim) {
  TRY(session_.execute(
      R"sql(INSERT INTO namespace_claim (vendor, domain, challenge, claimed_at_ms, proven_at_ms)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (vendor) DO UPDATE SET domain = excluded.domain,
              challenge = excluded.challenge, claimed_at_ms = excluded.claimed_at_ms,
              proven_at_ms = excluded.proven_at_ms)sql",
      {claim.vendor, claim.domain, claim.challenge, claim.claimed_at_ms, claim.proven_at_ms}));
  return ok();
}

Result<std::optional<DomainClaim>> VendorAffairsStore::claim(const std::string& vendor) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT domain, challenge, claimed_at_ms, proven_at_ms FROM namespace_claim
            WHERE vendor = $1)sql",
      {vendor}));
  if (!row) return std::optional<DomainClaim>();
  return std::optional<DomainClaim>({.vendor = vendor,
                                     .domain = row->text(0),
                                     .challenge = row->text(1),
                                     .claimed_at_ms = row->integer(2),
                                     .proven_at_ms = row->integer(3)});
}

Status VendorAffairsStore::put_key_request(const std::string& vendor, const Json& envelope,
                                           TimeMs now) {
  TRY(session_.execute(
      R"sql(INSERT INTO key_request (vendor, envelope, requested_at_ms) VALUES ($1, $2, $3)
            ON CONFLICT (vendor) DO UPDATE SET envelope = excluded.envelope,
              requested_at_ms = excluded.requested_at_ms)sql",
      {vendor, kontor::to_text(envelope), now}));
  return ok();
}

Result<std::optional<Json>> VendorAffairsStore::key_request(const std::string& vendor) {
  const auto row = TRY(
      session_.query_row(R"sql(SELECT envelope FROM key_request WHERE vendor = $1)sql", {vendor}));
  if (!row) return std::optional<Json>();
  return std::optional<Json>(TRY(parse_json(row->text(0))));
}

Status VendorAffairsStore::drop_key_request(const std::string& vendor) {
  TRY(session_.execute(R"sql(DELETE FROM key_request WHERE vendor = $1)sql", {vendor}));
  return ok();
}

Status VendorAffairsStore::announce(const Transfer& transfer) {
  const auto changed = TRY(session_.execute(
      R"sql(INSERT INTO plugin_transfer (plugin_id, from_vendor, to_vendor, envelope,
                                         announced_at_ms, effective_at_ms, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (plugin_id) DO UPDATE SET from_vendor = excluded.from_vendor,
              to_vendor = excluded.to_vendor, envelope = excluded.envelope,
              announced_at_ms = excluded.announced_at_ms,
              effective_at_ms = excluded.effective_at_ms, state = excluded.state
            WHERE plugin_transfer.state <> 'announced')sql",
      {transfer.plugin_id, transfer.from, transfer.to, kontor::to_text(transfer.envelope),
       transfer.announced_at_ms, transfer.effective_at_ms, std::string(to_text(transfer.state))}));
  if (changed > 0) return ok();
  return Error{ErrorCode::conflict,
               "a transfer of '" + transfer.plugin_id + "' is announced already"};
}

Result<std::optional<Transfer>> VendorAffairsStore::transfer(const std::string& plugin_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT from_vendor, to_vendor, envelope, announced_at_ms, effective_at_ms, state
            FROM plugin_transfer WHERE plugin_id = $1)sql",
      {plugin_id}));
  if (!row) return std::optional<Transfer>();
  Transfer transfer{.plugin_id = plugin_id, .from = row->text(0), .to = row->text(1)};
  transfer.envelope = TRY(parse_json(row->text(2)));
  transfer.announced_at_ms = row->integer(3);
  transfer.effective_at_ms = row->integer(4);
  transfer.state = TRY(parse_transfer_state(row->text(5)));
  return std::optional<Transfer>(std::move(transfer));
}

Status VendorAffairsStore::set_state(const std::string& plugin_id, TransferState state) {
  TRY(session_.execute(R"sql(UPDATE plugin_transfer SET state = $1 WHERE plugin_id = $2)sql",
                       {std::string(to_text(state)), plugin_id}));
  return ok();
}

}  // namespace kontor::marketplace
