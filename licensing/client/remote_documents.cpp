#include "licensing/client/remote_documents.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "licensing/core/refusals.hpp"
#include "licensing/document/revocation_list.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kFileBytesMax = 224 * 1024;  // Three tokens of at most 64 KiB, in JSON.
constexpr std::size_t kDocumentsMax = 1000;

}  // namespace

RemoteDocuments::RemoteDocuments(std::filesystem::path folder, TrustedKeys keys)
    : folder_(std::move(folder)), keys_(std::move(keys)) {
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
}

Status RemoteDocuments::reload() {
  std::vector<Document> verified;
  std::vector<RefusedLicense> refused;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (entry.path().extension() != ".json" || verified.size() == kDocumentsMax) continue;
    const std::string text = TRY(read_file(entry.path(), kFileBytesMax));
    const auto json = parse_json(text, {.bytes_max = kFileBytesMax, .depth_max = 2});
    const auto token = json ? json_text(*json, "document") : Result<std::string>(json.error());
    auto license = token ? verify_license(*token, keys_) : Result<License>(token.error());
    // Killed between the list and its document's end.
    if (license)
      if (const Status kept = check_not_withdrawn(*license); !kept) license = kept.error();
    if (license) {
      verified.push_back(
          {std::move(*license), *token, json->value("binding", ""), json->value("activation", "")});
      continue;
    }
    log::warning("a kept licence was refused",
                 {{"file", entry.path().filename().string()}, {"reason", license.error().message}});
    refused.push_back({entry.path().stem().string(), token ? json->value("product", "") : "",
                       refusal_code(license.error())});
  }
  std::ranges::sort(verified, std::greater{},
                    [](const Document& one) { return one.license.issued_at_ms; });
  const std::lock_guard lock(mutex_);
  documents_ = std::move(verified);
  refused_ = std::move(refused);
  return ok();
}

Result<License> RemoteDocuments::install(std::string_view token) {
  License license = TRY(verify_license(token, keys_));
  TRY(check_not_withdrawn(license));
  const std::lock_guard lock(mutex_);
  const auto before = std::ranges::find(documents_, license.license_id,
                                        [](const Document& one) { return one.license.license_id; });
  Document fresh{license, std::string(token), ""};
  if (before == documents_.end()) keep_what_was_brought(fresh);
  if (before != documents_.end()) {
    if (before->license.issued_at_ms >= license.issued_at_ms) return before->license;
    fresh.binding = before->binding;
    fresh.activation = before->activation;
  } else if (documents_.size() == kDocumentsMax) {
    return Error{ErrorCode::exhausted, "this host keeps no more licences of another ledger"};
  }
  TRY(write(fresh));
  std::erase_if(refused_,
                [&](const RefusedLicense& one) { return one.license_id == license.license_id; });
  if (before != documents_.end()) documents_.erase(before);
  documents_.insert(documents_.begin(), std::move(fresh));
  return license;
}

// Of a kept file that was refused until now: what its ledger signed for this device still holds.
void RemoteDocuments::keep_what_was_brought(Document& fresh) const {
  const auto text = read_file(folder_ / (fresh.license.license_id + ".json"), kFileBytesMax);
  if (!text) return;
  const auto json = parse_json(*text, {.bytes_max = kFileBytesMax, .depth_max = 2});
  if (!json || !json->is_object()) return;
  fresh.binding = json->value("binding", "");
  fresh.activation = json->value("activation", "");
}

Status RemoteDocuments::bind(const std::string& license_id, const std::string& binding) {
  const std::lock_guard lock(mutex_);
  for (Document& one : documents_) {
    if (one.license.license_id != license_id) continue;
    one.binding = binding;
    return write(one);
  }
  return Error{ErrorCode::not_found, "no such licence here"};
}

Status RemoteDocuments::activate(const std::string& license_id, const std::string& activation) {
  const std::lock_guard lock(mutex_);
  for (Document& one : documents_) {
    if (one.license.license_id != license_id) continue;
    one.activation = activation;
    return write(one);
  }
  return Error{ErrorCode::not_found, "no such licence here"};
}

// The file is named by a hash: the id is the market's text.
std::filesystem::path RemoteDocuments::withdrawn_file(const std::string& company_id) const {
  return folder_ / (crypto::sha256_hex(company_id) + ".withdrawn");
}

Result<RemoteDocuments::Withdrawn> RemoteDocuments::withdrawn(const std::string& company_id) const {
  Withdrawn known;
  const auto text = read_file(withdrawn_file(company_id), kFileBytesMax);
  if (!text && text.error().code == ErrorCode::not_found) return known;
  if (!text) return text.error();
  const Json json = TRY(parse_json(*text, {.bytes_max = kFileBytesMax, .depth_max = 2}));
  known.sequence = TRY(json_integer(json, "sequence"));
  if (!json.contains("license_ids") || !json["license_ids"].is_array())
    return Error{ErrorCode::invalid_argument, "a list of withdrawn licences is damaged"};
  for (const Json& id : json["license_ids"])
    if (id.is_string()) known.license_ids.push_back(id.get<std::string>());
  return known;
}

Status RemoteDocuments::take_revocations(std::string_view token, const std::string& company_id,
                                         TimeMs now_ms) {
  const Withdrawn before = TRY(withdrawn(company_id));
  const RevocationList list =
      TRY(verify_revocations(token, keys_.license_key, company_id, before.sequence, now_ms));
  Json ids = Json::array();
  for (const Revocation& one : list.revoked) ids.push_back(one.license_id);
  TRY(write_file(withdrawn_file(company_id),
                 to_text(Json{{"sequence", list.sequence}, {"license_ids", std::move(ids)}}),
                 FileMode::secret));
  const std::lock_guard lock(mutex_);
  std::erase_if(documents_, [&](const Document& one) {
    if (one.license.company_id != company_id || !list.revokes(one.license.license_id)) return false;
    std::error_code ignored;
    std::filesystem::remove(folder_ / (one.license.license_id + ".json"), ignored);
    return true;
  });
  return ok();
}

Result<bool> RemoteDocuments::is_withdrawn(const std::string& license_id,
                                           const std::string& company_id) const {
  const Withdrawn known = TRY(withdrawn(company_id));
  return std::ranges::find(known.license_ids, license_id) != known.license_ids.end();
}

Status RemoteDocuments::check_not_withdrawn(const License& license) const {
  if (!TRY(is_withdrawn(license.license_id, license.company_id))) return ok();
  return refuse(ErrorCode::conflict, "license-revoked", "this licence was withdrawn");
}

std::vector<RefusedLicense> RemoteDocuments::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::vector<RemoteDocuments::Document> RemoteDocuments::of(std::string_view product) const {
  std::vector<Document> found;
  const std::lock_guard lock(mutex_);
  std::ranges::copy_if(documents_, std::back_inserter(found), [&](const Document& one) {
    return product.empty() || one.license.product == product;
  });
  return found;
}

Status RemoteDocuments::write(const Document& document) const {
  const Json json = {{"document", document.token},
                     {"product", document.license.product},
                     {"binding", document.binding},
                     {"activation", document.activation}};
  return write_file(folder_ / (document.license.license_id + ".json"), to_text(json),
                    FileMode::secret);
}

}  // namespace kontor::licensing
