#include "host/trust/evidence_store.hpp"

#include "base/core/files.hpp"

namespace kontor::host {
namespace {

constexpr const char* kFolder = ".evidence";
constexpr const char* kProof = "package.proof";
constexpr const char* kReview = "package.review.dsse";
constexpr std::size_t kEvidenceBytesMax = std::size_t{1} << 20;

Error gone(const std::string& what) {
  return {ErrorCode::not_found, what + " that came with the package is gone",
          R"({"code":"evidence-gone"})"};
}

}  // namespace

Status EvidenceStore::keep(const std::string& plugin, const std::string& package_sha256,
                           const marketplace::Evidence& evidence,
                           const std::filesystem::path& folder) {
  const auto place = folder / kFolder;
  std::error_code error;
  std::filesystem::remove_all(place, error);  // No package brings this folder.
  std::filesystem::create_directories(place, error);
  if (error) return Error{ErrorCode::unavailable, "cannot make " + place.string()};
  if (!evidence.log_keys.empty()) TRY(write_file(place / kProof, evidence.proof_file));
  if (!evidence.review_keys.empty()) TRY(write_file(place / kReview, evidence.review_file));
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute(
        R"sql(
        INSERT INTO plugin_evidence (package_sha256, plugin_id, target, length, log_keys,
                                     review_keys, logged_at_ms, review)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (package_sha256) DO UPDATE SET target = excluded.target,
          length = excluded.length, log_keys = excluded.log_keys,
          review_keys = excluded.review_keys, logged_at_ms = excluded.logged_at_ms,
          review = excluded.review)sql",
        {package_sha256, plugin, evidence.target, evidence.length, evidence.log_keys,
         evidence.review_keys, evidence.logged_at_ms, evidence.review}));
    return ok();
  });
}

Result<std::optional<marketplace::Evidence>> EvidenceStore::kept(
    const std::string& package_sha256, const std::filesystem::path& folder) {
  using Found = std::optional<marketplace::Evidence>;
  auto stored = database_.read([&](db::Session& session) -> Result<Found> {
    const auto row = TRY(session.query_row(R"sql(
        SELECT target, length, log_keys, review_keys, logged_at_ms, review
        FROM plugin_evidence WHERE package_sha256 = $1)sql",
                                           {package_sha256}));
    if (!row) return Found();
    marketplace::Evidence evidence;
    evidence.target = row->text(0);
    evidence.length = row->integer(1);
    evidence.log_keys = row->text(2);
    evidence.review_keys = row->text(3);
    evidence.logged_at_ms = row->integer(4);
    evidence.review = row->text(5);
    return Found(std::move(evidence));
  });
  if (!stored || !*stored) return stored;
  Found found = std::move(*stored);
  const auto place = folder / kFolder;
  if (!found->log_keys.empty()) {
    auto proof = read_file(place / kProof, kEvidenceBytesMax);
    if (!proof) return gone("the proof of the transparency log");
    found->proof_file = std::move(*proof);
  }
  if (!found->review_keys.empty()) {
    auto review = read_file(place / kReview, kEvidenceBytesMax);
    if (!review) return gone("the attestation of the review");
    found->review_file = std::move(*review);
  }
  return found;
}

}  // namespace kontor::host
