#include "tests/bench/catalogue/full_market.hpp"

#include <algorithm>
#include <fstream>

#include "base/crypto/hash.hpp"
#include "marketplace/app/open_log.hpp"
#include "marketplace/app/role_targets.hpp"
#include "marketplace/core/listing.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/ceremony.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::bench {
namespace {

using namespace marketplace;

constexpr std::int64_t kLifeMs = 300 * kDayMs;
constexpr const char* kSubjects[] = {"invoices", "telephony", "calendar", "warehouse", "payroll",
                                     "tickets",  "contracts", "mailings", "analytics", "surveys"};
constexpr const char* kWords[] = {"export", "import", "assistant", "bridge",  "board",
                                  "sync",   "report", "planner",   "archive", "helper"};

std::string vendor_name(int number) { return "vendor" + std::to_string(number); }

Json manifest_of(const std::string& id, const std::string& version, int number) {
  const std::string subject = kSubjects[number % 10], word = kWords[number / 10 % 10];
  return {{"id", id},
          {"version", version},
          {"sdk", "0.1.0"},
          {"kind", "add-on"},
          {"category", number % 3 == 0 ? "sales" : "service"},
          {"name", {{"en", subject + " " + word + " " + std::to_string(number)}}},
          {"summary",
           {{"en", "Keeps " + subject + " of a company in one place, with " + word +
                       " for everybody who works with customers every day."}}},
          {"permissions", Json::object()}};
}

Json entry_of(const Upload& upload) {
  return {
      {"length", upload.length},
      {"hashes", {{"sha256", upload.sha256}}},
      {"custom", {{"plugin_id", upload.plugin_id}, {"version", upload.version}, {"sdk", "0.1.0"}}}};
}

}  // namespace

FullMarket::~FullMarket() {
  market_.reset();
  log_.reset();
  repository_.reset();
}

Result<std::unique_ptr<FullMarket>> FullMarket::make(const std::filesystem::path& folder,
                                                     const std::string& database_url, int plugins,
                                                     int per_vendor) {
  std::unique_ptr<FullMarket> full(new FullMarket);
  full->folder_ = folder;
  TRY(hold_ceremony(folder, {}, full->clock_));
  std::filesystem::create_directories(folder / "quarantine");
  full->repository_ = TRY(Repository::open(folder, full->clock_));
  full->log_ = TRY(open_log(folder, *full->repository_, full->clock_));
  full->database_ = TRY(db::Database::open(database_url));
  TRY(migrate_market(*full->database_));
  full->market_.reset(new Market{*full->database_, *full->repository_, *full->log_, full->clock_,
                                 full->random_, full->ids_, folder / "quarantine",
                                 std::string(64, '0'), std::string(64, 'a')});
  TRY(full->fill(plugins, per_vendor));
  return full;
}

Upload FullMarket::upload(const std::string& vendor, int number, const std::string& version) {
  const std::string id = vendor + ".tool" + std::to_string(number);
  const std::string bytes = id + " " + version;
  Upload made{.operation_id = crypto::sha256_hex(id + version), .vendor = vendor};
  made.sha256 = crypto::sha256_hex(bytes);
  made.length = static_cast<std::int64_t>(bytes.size());
  // As store_target() would, but not synced one by one: this is not what is measured.
  const auto file =
      folder_ / "tuf/targets" / package_folder(id) / (made.sha256 + "." + version + ".kpkg");
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << bytes;
  made.state = UploadState::passed;
  made.plugin_id = id;
  made.version = version;
  made.target_path = package_path(id, version);
  made.manifest = manifest_of(id, version, number);
  made.decision = Decision::approve;
  made.created_at_ms = clock_.now_ms();
  return made;
}

Status FullMarket::delegate(const std::vector<std::string>& vendors) {
  const auto targets_key = TRY(crypto::SigningKey::load(folder_ / "keys/targets.key"));
  const auto shard_key = TRY(crypto::SigningKey::load(folder_ / "keys/vendors-00.key"));
  std::vector<PublishedState::Submission> set;
  TargetsChange change;
  for (std::size_t first = 0; first < vendors.size(); first += kVendorsPerShard) {
    const std::size_t number = first / kVendorsPerShard;
    const std::string name =
        std::string("vendors-") + (number < 10 ? "0" : "") + std::to_string(number);
    std::vector<VendorDelegation> delegated;
    for (std::size_t at = first; at < std::min(first + kVendorsPerShard, vendors.size()); ++at)
      delegated.push_back({.vendor = vendors[at], .keys = {vendor_key_.public_key()}});
    const auto present = repository_->metadata(name);
    const Json body =
        TRY(next_shard(present ? *present : "", delegated, clock_.now_ms() + kLifeMs));
    std::string shard = TRY(sign_metadata(body, {shard_key}));
    set.push_back({name, std::move(shard)});
    if (number > 0) change.shards.push_back({.name = name, .keys = {shard_key.public_key()}});
  }
  const std::string present = TRY(repository_->metadata("targets"));
  const Json body = TRY(next_targets(present, change, clock_.now_ms() + kLifeMs));
  std::string targets = TRY(sign_metadata(body, {targets_key}));
  set.push_back({"targets", std::move(targets)});
  return repository_->accept_all(set);
}

Status FullMarket::write_rows(const std::vector<Upload>& uploads,
                              const std::vector<std::string>& vendors) {
  std::vector<std::vector<db::Value>> vendor_rows, upload_rows, release_rows, listing_rows;
  const std::int64_t now = clock_.now_ms();
  for (const std::string& name : vendors)
    vendor_rows.push_back({name, name, std::string("dev@example.com"), std::string("active"),
                           std::string("[]"), std::string("{}"), name, now});
  for (const Upload& one : uploads) {
    const std::string manifest = kontor::to_text(one.manifest);
    upload_rows.push_back({one.operation_id, one.vendor, one.sha256, one.length,
                           std::string("PASSED"), one.plugin_id, one.version, one.target_path,
                           manifest, std::string("[]"), std::string("approve"),
                           std::string("bench"), std::int64_t{one.visible ? 1 : 0}, now});
    if (!one.visible) continue;
    release_rows.push_back({one.plugin_id, one.version, one.sha256, one.length, one.target_path,
                            manifest, now, std::string("{}")});
    listing_rows.push_back({one.plugin_id, one.vendor, std::string("add-on"),
                            category_of(one.manifest), one.version,
                            search_text_of(one.plugin_id, one.manifest)});
  }
  return database_->transaction([&](db::Session& session) -> Status {
    if (!vendor_rows.empty())
      TRY(session.insert_rows("vendor",
                              {"name", "display_name", "contact", "state", "public_keys", "proof",
                               "token_hash", "created_at_ms"},
                              vendor_rows));
    TRY(session.insert_rows(
        "upload",
        {"operation_id", "vendor", "sha256", "length", "state", "plugin_id", "version",
         "target_path", "manifest", "findings", "decision", "reason", "visible", "created_at_ms"},
        upload_rows));
    if (release_rows.empty()) return ok();
    TRY(session.insert_rows("plugin_release",
                            {"plugin_id", "version", "sha256", "length", "target_path", "manifest",
                             "released_at_ms", "custom"},
                            release_rows));
    TRY(session.insert_rows(
        "listing", {"plugin_id", "vendor", "kind", "category", "newest_version", "search_text"},
        listing_rows));
    return ok();
  });
}

Status FullMarket::fill(int plugins, int per_vendor) {
  plugins_ = plugins;
  per_vendor_ = per_vendor;
  std::vector<std::string> vendors;
  for (int number = 0; number * per_vendor < plugins; ++number)
    vendors.push_back(vendor_name(number));
  TRY(delegate(vendors));
  std::vector<Upload> uploads;
  std::vector<PublishedState::Submission> roles;
  std::vector<Json> entries;
  for (int number = 0; number < plugins; ++number) {
    const std::string vendor = vendor_name(number / per_vendor);
    Upload one = upload(vendor, number, "1.0.0");
    one.visible = true;
    entries.push_back({{"type", "release"},
                       {"vendor", vendor},
                       {"plugin", one.plugin_id},
                       {"version", one.version},
                       {"target", one.target_path},
                       {"sha256", one.sha256},
                       {"length", one.length}});
    uploads.push_back(std::move(one));
  }
  for (std::size_t at = 0; at < uploads.size();) {
    const std::string vendor = uploads[at].vendor;
    Json body = tuf_body("targets", 1, clock_.now_ms() + kLifeMs);
    for (; at < uploads.size() && uploads[at].vendor == vendor; ++at)
      body["targets"][uploads[at].target_path] = entry_of(uploads[at]);
    std::string role = TRY(sign_metadata(body, {vendor_key_}));
    roles.push_back({vendor_role(vendor), std::move(role)});
  }
  TRY(repository_->accept_all(roles));
  TRY(log_->append_all(entries));
  return write_rows(uploads, vendors);
}

Result<FullMarket::NextRelease> FullMarket::prepare_release() {
  const int number = static_cast<int>((std::int64_t{released_} * 7919) % plugins_);
  const std::string vendor = vendor_name(number / per_vendor_);
  const Upload one = upload(vendor, number, "1.0." + std::to_string(++released_));
  TRY(write_rows({one}, {}));
  const std::string present = TRY(repository_->metadata(vendor_role(vendor)));
  Json body = TRY(renewed(present, clock_.now_ms() + kLifeMs));
  body["targets"][one.target_path] = entry_of(one);
  std::string role = TRY(sign_metadata(body, {vendor_key_}));
  return NextRelease{vendor, std::move(role), one.target_path, one.plugin_id};
}

}  // namespace kontor::bench
