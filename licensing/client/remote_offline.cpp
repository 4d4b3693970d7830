// A device that reaches no ledger: requests, responses and returns that somebody carries
// (licensing/document/offline.hpp).

#include <algorithm>
#include <limits>
#include <set>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/client/offline_memory.hpp"
#include "licensing/client/remote_seats.hpp"
#include "licensing/core/refusals.hpp"
#include "licensing/document/activation_token.hpp"
#include "licensing/document/lease_token.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kOfflineNonceBytes = 16;

Result<crypto::PublicKey> authority_of(const License& license) {
  const std::string raw = TRY(hex_decode(license.authority));
  return crypto::PublicKey::from_ed25519(raw);
}

const Attachment* find_attachment(const OfflineResponse& response, std::string_view kind) {
  const auto found = std::ranges::find(response.attachments, kind, &Attachment::kind);
  return found == response.attachments.end() ? nullptr : &*found;
}

std::string return_name(const std::string& license_id, const std::string& subject) {
  return license_id + "\n" + subject;
}

// The return of this very seat is signed: the ledger frees it when that file arrives.
bool is_given_back(const OfflineMemory& memory, const Lease& lease, const std::string& subject,
                   TimeMs now_ms) {
  const auto signed_before = memory.returns.find(return_name(lease.license_id, subject));
  if (signed_before == memory.returns.end()) return false;
  const auto giving = verify_offline_return(signed_before->second, now_ms);
  return giving && giving->lease && giving->lease->lease_id == lease.step.lease_id;
}

Error no_such_thing(const std::string& what) {
  return refuse(ErrorCode::not_found, "nothing-to-return", what);
}

}  // namespace

OfflineRequest RemoteSeats::blank_request() const {
  OfflineRequest request;
  request.device_key = hex_encode(device_.public_key_raw());
  request.host_id = device_.host_id();
  request.fingerprint.reserve(device_.fingerprint().size());
  for (const auto& [part, hash] : device_.fingerprint()) request.fingerprint.push_back(hash);
  request.at_ms = clock_.now_ms();
  return request;
}

Result<std::string> RemoteSeats::offline_request(const OfflineWish& wish) {
  OfflineRequest request = blank_request();
  request.action = wish.action;
  request.license_id = wish.license_id;
  request.subject = wish.subject;
  request.days = wish.days;
  const std::lock_guard files(files_);
  OfflineMemory memory = TRY(read_offline_memory(offline_file_, request));
  if (const OfflineRequest* waiting = memory.find(request))
    return sign_offline_request(*waiting, device_.key());
  request.nonce = hex_encode(random_.bytes(kOfflineNonceBytes));
  std::string file = TRY(sign_offline_request(request, device_.key()));
  memory.add(request, request.at_ms);
  TRY(write_offline_memory(offline_file_, memory));
  return file;
}

// Whoever signed a response must be the ledger that its own licence names: that licence is in the
// file, or was here before.
Result<License> RemoteSeats::license_in_file(std::string_view file,
                                             const std::string& license_id) const {
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t end = std::min(file.find('\n', at), file.size());
    auto license = documents_.verify(file.substr(at, end - at));
    if (license && license->license_id == license_id) return license;
    at = end + 1;
  }
  for (License& license : licenses(""))
    if (license.license_id == license_id) return std::move(license);
  return refuse(ErrorCode::untrusted, "unknown-key",
                "the file holds no licence that this host believes; see that it knows the market's "
                "keys");
}

Result<OfflineResponse> RemoteSeats::open_response(std::string_view file,
                                                   const OfflineMemory& memory,
                                                   OfflineRequest& answered) const {
  Error why = refuse(ErrorCode::untrusted, "wrong-nonce",
                     "no request of this host waits for this answer; make one with kontor license "
                     "offline request");
  const std::string not_ours = why.detail;
  for (const OfflineRequest& waiting : memory.requests) {
    const auto license = license_in_file(file, waiting.license_id);
    if (!license) {
      if (why.detail == not_ours) why = license.error();
      continue;
    }
    const KeyOf key = [&license](std::string_view kid) -> Result<crypto::PublicKey> {
      const crypto::PublicKey authority = TRY(authority_of(*license));
      if (crypto::key_id(authority) == kid) return authority;
      return Error{ErrorCode::untrusted, "the response is not of the ledger the licence names"};
    };
    auto response = verify_offline_response(file, key, waiting, clock_.now_ms());
    answered = waiting;
    if (response && response->license_id == waiting.license_id) return response;
    if (!response && response.error().detail != not_ours) why = response.error();
  }
  return why;
}

Result<RemoteSeats::Brought> RemoteSeats::take_offline_response(std::string_view file) {
  const std::lock_guard files(files_);
  OfflineMemory memory = TRY(read_offline_memory(offline_file_, blank_request()));
  OfflineRequest request;
  const OfflineResponse response = TRY(open_response(file, memory, request));
  const License license = TRY(license_in_file(file, response.license_id));
  if (const Attachment* list = find_attachment(response, "revocations"))
    TRY(documents_.take_revocations(list->document, license.company_id, clock_.now_ms()));
  if (const Attachment* document = find_attachment(response, "license"))
    TRY(documents_.install(document->document));
  Brought brought{.license_id = license.license_id, .product = license.product};
  brought.until_ms = request.action == OfflineAction::borrow
                         ? TRY(sit_by_file(response, request, license, memory))
                         : TRY(activate_by_file(response, license));
  memory.forget(response.nonce);
  memory.returns.erase(return_name(license.license_id, request.subject));
  TRY(write_offline_memory(offline_file_, memory));
  return brought;
}

Result<TimeMs> RemoteSeats::activate_by_file(const OfflineResponse& response,
                                             const License& license) {
  const Attachment* attached = find_attachment(response, "activation");
  if (attached == nullptr)
    return refuse(ErrorCode::untrusted, "invalid-document", "the response activates nothing");
  const crypto::PublicKey authority = TRY(authority_of(license));
  const Activation activation = TRY(verify_activation(
      attached->document, device_.public_key_raw(), device_.host_id(), authority, clock_.now_ms()));
  TRY(documents_.activate(license.license_id, attached->document));
  const TimeMs until = activation.until_ms.value_or(std::numeric_limits<TimeMs>::max());
  const std::lock_guard lock(mutex_);
  activated_until_[license.license_id] = until;
  return until;
}

Result<TimeMs> RemoteSeats::sit_by_file(const OfflineResponse& response,
                                        const OfflineRequest& request, const License& license,
                                        const OfflineMemory& memory) {
  const Attachment* attached = find_attachment(response, "lease");
  const crypto::PublicKey authority = TRY(authority_of(license));
  const Lease lease =
      TRY(verify_lease(attached ? attached->document : "", device_.public_key_raw(), authority));
  if (!lease.borrowed_until_ms || lease.subject != request.subject ||
      lease.session != request.session() || lease.license_id != license.license_id)
    return refuse(ErrorCode::untrusted, "invalid-document", "the response holds another seat");
  if (is_given_back(memory, lease, request.subject, clock_.now_ms()))
    return refuse(ErrorCode::conflict, "stale-fence",
                  "this seat was given back by file; bring the return to the ledger first, then "
                  "the request again");
  RemoteHold hold;
  hold.seat.step = lease.step;
  hold.seat.license_id = lease.license_id;
  hold.seat.token = attached->document;
  hold.seat.since_ms = lease.since_ms;
  hold.seat.ttl_s = lease.ttl_s;
  hold.product = license.product;
  hold.subject = lease.subject;
  hold.session = lease.session;
  hold.token_at_ms = clock_.now_ms();
  hold.borrowed_until_ms = *lease.borrowed_until_ms;
  hold.last_used_ms = clock_.monotonic_ms();
  TRY(documents_.bind(lease.license_id, attached->document));
  const std::lock_guard lock(mutex_);
  std::erase_if(holds_, [&](const RemoteHold& one) {
    return one.product == hold.product && one.session == hold.session;
  });
  holds_.push_back(std::move(hold));
  remember();
  return *lease.borrowed_until_ms;
}

Result<std::string> RemoteSeats::offline_return(const std::string& license_id,
                                                const std::string& subject) {
  const std::lock_guard files(files_);
  OfflineRequest owner = blank_request();
  owner.subject = subject;
  OfflineMemory memory = TRY(read_offline_memory(offline_file_, owner));
  const std::string name = return_name(license_id, subject);
  OfflineReturn giving{.device_key = owner.device_key,
                       .host_id = owner.host_id,
                       .license_id = license_id,
                       .nonce = hex_encode(random_.bytes(kOfflineNonceBytes)),
                       .at_ms = owner.at_ms};
  bool is_there = false;
  {
    const std::lock_guard lock(mutex_);
    const auto held = std::ranges::find_if(holds_, [&](const RemoteHold& one) {
      return one.seat.license_id == license_id && one.session == owner.session() &&
             one.borrowed_until_ms > 0;
    });
    if (!subject.empty() && held != holds_.end()) giving.lease = held->seat.step;
    is_there = subject.empty() ? activated_until_.contains(license_id) : giving.lease.has_value();
  }
  if (!is_there) {
    const auto before = memory.returns.find(name);
    if (before != memory.returns.end()) return before->second;
    return no_such_thing(subject.empty() ? "this licence is not activated here by file"
                                         : "this person has no borrowed seat of it here");
  }
  std::string file = TRY(sign_offline_return(giving, device_.key()));
  if (memory.returns.size() == OfflineMemory::kReturnsMax)
    memory.returns.erase(memory.returns.begin());
  memory.returns[name] = file;
  // An answer that still waits somewhere may hold what is given back now.
  std::erase_if(memory.requests, [&](const OfflineRequest& one) {
    return giving.lease && one.license_id == license_id && one.subject == subject;
  });
  // The file first: what is given back but not written down would be lost to everybody.
  TRY(write_offline_memory(offline_file_, memory));
  if (giving.lease) {
    drop(giving.lease->lease_id);
    return file;
  }
  TRY(documents_.activate(license_id, ""));
  const std::lock_guard lock(mutex_);
  activated_until_.erase(license_id);
  return file;
}

Status RemoteSeats::take_revocations(std::string_view token) {
  std::set<std::string> companies;
  for (const License& license : licenses("")) companies.insert(license.company_id);
  Status taken =
      refuse(ErrorCode::untrusted, "wrong-company", "no licence of this list's company is here");
  for (const std::string& company : companies) {
    taken = documents_.take_revocations(token, company, clock_.now_ms());
    if (taken) break;
  }
  return taken;
}

// At the start; what does not verify for this device counts as absent.
void RemoteSeats::restore_activations() {
  for (const auto& document : documents_.of("")) {
    const auto authority = authority_of(document.license);
    if (!authority || document.activation.empty()) continue;
    const auto activation = verify_activation(document.activation, device_.public_key_raw(),
                                              device_.host_id(), *authority, clock_.now_ms());
    if (!activation || activation->license_id != document.license.license_id) continue;
    activated_until_[activation->license_id] =
        activation->until_ms.value_or(std::numeric_limits<TimeMs>::max());
  }
}

// Under mutex_. The ledger's word for this licence holds without the ledger: activated by file, or
// a seat of it is on travel.
bool RemoteSeats::holds_by_file(const std::string& license_id, TimeMs now) const {
  const auto activated = activated_until_.find(license_id);
  if (activated != activated_until_.end() && now < activated->second) return true;
  return std::ranges::any_of(holds_, [&](const RemoteHold& hold) {
    return hold.seat.license_id == license_id && now < hold.borrowed_until_ms;
  });
}

}  // namespace kontor::licensing
