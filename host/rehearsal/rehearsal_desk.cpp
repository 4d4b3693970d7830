#include "host/rehearsal/rehearsal_desk.hpp"

#include "base/core/bytes.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {
namespace {

namespace fs = std::filesystem;

// Removed however the function ends.
struct TemporaryFile {
  fs::path path;
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path, ignored);
  }
};

// A price of another period by the month; null for what is paid once.
Json per_month(const Json& price) {
  if (!price.is_object()) return nullptr;
  const std::string period = price.value("period", "");
  if (period != "month" && period != "year") return nullptr;
  Json total = price["total"];
  const auto amount = total.value("amount", std::int64_t{0});
  total["amount"] = period == "year" ? (amount + 6) / 12 : amount;
  return total;
}

}  // namespace

RehearsalDesk::RehearsalDesk(Parts parts)
    : parts_(std::move(parts)), jobs_(parts_.data / "rehearsals", parts_.program, parts_.ids) {}

RehearsalOrder RehearsalDesk::order(const Wish& wish) const {
  RehearsalOrder order;
  order.data = parts_.data;
  order.database = parts_.database_url;
  order.runner = parts_.runner;
  order.phone_region = parts_.phone_region;
  order.records = wish.records;
  order.events = wish.events;
  order.time_max_s = wish.time_max_s;
  return order;
}

Result<std::string> RehearsalDesk::from_market(const Principal& actor, const std::string& plugin_id,
                                               const std::string& version, const Wish& wish) {
  TRY(require_right(actor, "plugins.manage"));
  if (parts_.market == nullptr)
    return Error{ErrorCode::unavailable,
                 "this host knows no market: give it --market and --market-root"};
  const auto target = TRY(parts_.market->find(plugin_id, version));
  RehearsalOrder wanted = order(wish);
  wanted.vendor_keys =
      TRY(parts_.market->vendor_keys(std::string(licensing::vendor_of(plugin_id))));
  const TemporaryFile file{spool_folder() / ("rehearsal-" + parts_.ids.next() + ".kpkg")};
  TRY(parts_.market->download(target, file.path));
  wanted.package = file.path;
  wanted.cost = price_of(plugin_id);
  TRY(audit(actor, "plugin.rehearse", plugin_id));
  return jobs_.begin(std::move(wanted));
}

Result<std::string> RehearsalDesk::from_file(const Principal& actor, const fs::path& package,
                                             const std::string& vendor_key_hex) {
  TRY(require_right(actor, "plugins.manage"));
  const std::string raw = TRY(hex_decode(vendor_key_hex));
  RehearsalOrder wanted = order({});
  wanted.vendor_keys.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  wanted.package = package;
  TRY(audit(actor, "plugin.rehearse", "a package"));
  return jobs_.begin(std::move(wanted));
}

Status RehearsalDesk::remove(const Principal& actor, const std::string& id) {
  TRY(require_right(actor, "plugins.manage"));
  TRY(jobs_.remove(id));
  return audit(actor, "plugin.rehearsal.remove", id);
}

Json RehearsalDesk::price_of(const std::string& plugin_id) {
  if (parts_.shelf == nullptr) return nullptr;
  const auto listing = parts_.shelf->listing(plugin_id);
  if (!listing || !listing->contains("price")) return nullptr;
  Json price = (*listing)["price"];
  if (price.is_object()) price["per_month"] = per_month(price);
  return price;
}

Status RehearsalDesk::audit(const Principal& actor, const std::string& action,
                            const std::string& what) {
  const AuditLog log(parts_.clock);
  const AuditEntry entry{
      .action = action, .entity = "plugin", .record_id = what, .detail = Json::object()};
  return parts_.database.transaction([&](db::Session& session) {
    return log.append(session, {std::string(principal_kind_name(actor.kind)), actor.id}, {entry});
  });
}

}  // namespace kontor::host
