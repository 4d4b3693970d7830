#include "licensing/client/remote_documents.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/core/log.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kFileBytesMax = 160 * 1024;  // Two tokens of at most 64 KiB, in JSON.
constexpr std::size_t kDocumentsMax = 1000;

}  // namespace

RemoteDocuments::RemoteDocuments(std::filesystem::path folder, TrustedKeys keys)
    : folder_(std::move(folder)), keys_(std::move(keys)) {
  std::error_code ignored;
  std::filesystem::create_directories(folder_, ignored);
}

Status RemoteDocuments::reload() {
  std::vector<Document> verified;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (entry.path().extension() != ".json" || verified.size() == kDocumentsMax) continue;
    const std::string text = TRY(read_file(entry.path(), kFileBytesMax));
    const auto json = parse_json(text, {.bytes_max = kFileBytesMax, .depth_max = 2});
    const auto token = json ? json_text(*json, "document") : Result<std::string>(json.error());
    auto license = token ? verify_license(*token, keys_) : Result<License>(token.error());
    if (license)
      verified.push_back({std::move(*license), *token, json->value("binding", "")});
    else
      log::warning("a kept licence was refused", {{"file", entry.path().filename().string()},
                                                  {"reason", license.error().message}});
  }
  std::ranges::sort(verified, std::greater{},
                    [](const Document& one) { return one.license.issued_at_ms; });
  const std::lock_guard lock(mutex_);
  documents_ = std::move(verified);
  return ok();
}

Result<License> RemoteDocuments::install(std::string_view token) {
  License license = TRY(verify_license(token, keys_));
  const std::lock_guard lock(mutex_);
  const auto before = std::ranges::find(documents_, license.license_id,
                                        [](const Document& one) { return one.license.license_id; });
  Document fresh{license, std::string(token), ""};
  if (before != documents_.end()) {
    if (before->license.issued_at_ms >= license.issued_at_ms) return before->license;
    fresh.binding = before->binding;
  } else if (documents_.size() == kDocumentsMax) {
    return Error{ErrorCode::exhausted, "this host keeps no more licences of another ledger"};
  }
  TRY(write(fresh));
  if (before != documents_.end()) documents_.erase(before);
  documents_.insert(documents_.begin(), std::move(fresh));
  return license;
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

std::vector<RemoteDocuments::Document> RemoteDocuments::of(std::string_view product) const {
  std::vector<Document> found;
  const std::lock_guard lock(mutex_);
  std::ranges::copy_if(documents_, std::back_inserter(found), [&](const Document& one) {
    return product.empty() || one.license.product == product;
  });
  return found;
}

Status RemoteDocuments::write(const Document& document) const {
  const Json json = {{"document", document.token}, {"binding", document.binding}};
  return write_file(folder_ / (document.license.license_id + ".json"), to_text(json),
                    FileMode::secret);
}

}  // namespace kontor::licensing
