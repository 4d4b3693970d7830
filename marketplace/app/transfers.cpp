#include "base/core/log.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/app/vendor_affairs.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/statement.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/store/vendor_affairs_store.hpp"

namespace kontor::marketplace {
namespace {

Status signed_by_vendor(Market& market, const Json& envelope, const std::string& vendor) {
  TRY(active_vendor(market, vendor));
  const auto keys = TRY(market.repository.vendor_keys(vendor));
  const auto threshold = TRY(market.repository.vendor_threshold(vendor));
  const Status whole = check_signers(envelope, kTransferStatement, keys, threshold);
  if (whole) return ok();
  return Error{ErrorCode::untrusted, "vendor '" + vendor + "': " + whole.error().message};
}

Result<Transfer> waiting_transfer(Market& market, const std::string& plugin_id) {
  auto transfer = TRY(plugin_transfer(market, plugin_id));
  if (!transfer || transfer->state != TransferState::announced)
    return Error{ErrorCode::not_found, "no transfer of '" + plugin_id + "' is on its way"};
  return *std::move(transfer);
}

Status save_state(Market& market, Transfer& transfer, TransferState state) {
  transfer.state = state;
  return market.database.transaction([&](db::Session& session) {
    return VendorAffairsStore(session).set_state(transfer.plugin_id, state);
  });
}

// The delegations of a signed shard, unverified, without what signing anew changes.
Result<Json> delegations_in(const std::string& shard) {
  Json body = TRY(signed_part(shard));
  return body.contains("delegations") ? body["delegations"] : Json();
}

}  // namespace

Result<std::optional<Transfer>> plugin_transfer(Market& market, const std::string& plugin_id) {
  return market.database.read(
      [&](db::Session& session) { return VendorAffairsStore(session).transfer(plugin_id); });
}

Result<Transfer> announce_transfer(Market& market, const std::string& plugin_id,
                                   const Json& envelope) {
  const Json said = TRY(statement_of(envelope, kTransferStatement));
  // Member by member: a refusal amid an initializer list leaks what it has made.
  Transfer transfer;
  transfer.plugin_id = TRY(json_text(said, "plugin"));
  transfer.from = TRY(json_text(said, "from"));
  transfer.to = TRY(json_text(said, "to"));
  transfer.envelope = envelope;
  if (transfer.plugin_id != plugin_id || transfer.from == transfer.to)
    return Error{ErrorCode::invalid_argument, "the statement is about another transfer"};
  if (!market.repository.speaks_for(transfer.from, package_folder(plugin_id) + "0.kpkg"))
    return Error{ErrorCode::forbidden,
                 "vendor '" + transfer.from + "' does not speak for '" + plugin_id + "'"};
  TRY(signed_by_vendor(market, envelope, transfer.from));
  TRY(signed_by_vendor(market, envelope, transfer.to));
  const std::lock_guard lock(market.publishing);
  if (const auto known = TRY(plugin_transfer(market, plugin_id));
      known && known->state == TransferState::announced) {
    if (known->envelope == envelope) return *known;
    return Error{ErrorCode::conflict, "a transfer of '" + plugin_id + "' is announced already"};
  }
  transfer.announced_at_ms = market.clock.now_ms();
  transfer.effective_at_ms = transfer.announced_at_ms + market.rules.transfer_hold_ms;
  TRY(market.log.append({{"type", "transfer"},
                         {"plugin", plugin_id},
                         {"from", transfer.from},
                         {"to", transfer.to},
                         {"announced", to_rfc3339(transfer.announced_at_ms)},
                         {"effective", to_rfc3339(transfer.effective_at_ms)}}));
  TRY(market.database.transaction(
      [&](db::Session& session) { return VendorAffairsStore(session).announce(transfer); }));
  log::info("transfer announced",
            {{"plugin", plugin_id}, {"from", transfer.from}, {"to", transfer.to}});
  return transfer;
}

Result<Transfer> withdraw_transfer(Market& market, const std::string& plugin_id,
                                   const std::string& vendor) {
  const std::lock_guard lock(market.publishing);
  Transfer transfer = TRY(waiting_transfer(market, plugin_id));
  if (vendor != transfer.from && vendor != transfer.to)
    return Error{ErrorCode::forbidden, "only its two vendors may withdraw a transfer"};
  TRY(save_state(market, transfer, TransferState::withdrawn));
  return transfer;
}

Result<Transfer> complete_transfer(Market& market, const std::string& plugin_id,
                                   const std::string& shard_role, const std::string& shard) {
  const std::lock_guard lock(market.publishing);
  Transfer transfer = TRY(waiting_transfer(market, plugin_id));
  if (market.clock.now_ms() < transfer.effective_at_ms)
    return Error{ErrorCode::conflict,
                 "the transfer is held until " + to_rfc3339(transfer.effective_at_ms),
                 R"({"code":"transfer-held"})"};
  const std::string present = TRY(market.repository.metadata(shard_role));
  const Json wanted = TRY(shard_with_transfer(present, plugin_id, transfer.to, 0));
  if (present != shard && TRY(delegations_in(shard)) != wanted["delegations"])
    return Error{ErrorCode::conflict, "the shard says something else than this transfer"};
  TRY(market.repository.accept(shard_role, shard));
  TRY(save_state(market, transfer, TransferState::done));
  log::info("transfer done", {{"plugin", plugin_id}, {"to", transfer.to}});
  return transfer;
}

}  // namespace kontor::marketplace
