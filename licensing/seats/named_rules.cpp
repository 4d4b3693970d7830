#include "licensing/seats/named_rules.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "licensing/core/move_rule.hpp"
#include "licensing/seats/named_store.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

Status check_named(Change& change, const License& license, const Claim& claim, TimeMs now_ms) {
  NamedStore store(change);
  if (!TRY(store.is_assigned(license.license_id, claim.subject))) {
    return no_seat_assigned(license.product);
  }
  if (claim.device_key.empty()) return ok();
  const std::string device = hex_encode(claim.device_key);
  const std::string bound = TRY(store.device(license.license_id, claim.subject));
  if (bound == device) return ok();
  if (!bound.empty()) {
    const MoveRule& rule = license.offer.rebind;
    if (rule.rule != Move::free || rule.cool_down_days > 0) {
      return seat_refusal("device-bound", "this seat of " + license.product +
                                              " belongs to another device: ask an administrator "
                                              "to bind it to this one");
    }
    TRY(store.note_move(license.license_id, "device", claim.subject, now_ms));
    change.log({.kind = LogKind::rebound,
                .at_ms = now_ms,
                .license_id = license.license_id,
                .subject = claim.subject});
  }
  return store.bind(license.license_id, claim.subject, device, now_ms);
}

Status give_place(Change& change, const License& license, const std::string& subject,
                  std::int64_t assigned, TimeMs now_ms) {
  NamedStore store(change);
  const auto vacant = TRY(store.vacant(license.license_id));
  const auto own = std::find_if(vacant.begin(), vacant.end(),
                                [&](const Holder& left) { return left.subject == subject; });
  const std::int64_t places = TRY(store.places(license.license_id));
  if (own != vacant.end()) {
    TRY(store.fill_vacancy(license.license_id, subject));
  } else if (assigned + static_cast<std::int64_t>(vacant.size()) >= places && !vacant.empty()) {
    const std::string& former = vacant.front().subject;
    const MoveHistory history = TRY(store.moves(license.license_id, "person", former));
    TRY(may_move(license.offer.reassign, history, now_ms));
    TRY(store.fill_vacancy(license.license_id, former));
    TRY(store.note_move(license.license_id, "person", subject, now_ms));
  }
  TRY(store.assign(license.license_id, subject, now_ms));
  change.log({.kind = LogKind::assigned,
              .at_ms = now_ms,
              .license_id = license.license_id,
              .subject = subject});
  return ok();
}

}  // namespace kontor::licensing
