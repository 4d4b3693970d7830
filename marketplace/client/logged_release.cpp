#include "marketplace/client/logged_release.hpp"

#include "base/tlog/offline_proof.hpp"
#include "marketplace/core/target_path.hpp"

namespace kontor::marketplace {
namespace {

constexpr JsonLimits kEntryLimits{.bytes_max = 4096, .depth_max = 4};

Error wrong_entry(const std::string& what) {
  return {ErrorCode::untrusted, "the log's entry is not of this package: " + what,
          R"({"code":"log-wrong-entry"})"};
}

// The time of an entry that says exactly what the signed metadata says.
Result<TimeMs> compare(const std::string& bytes, const MarketPackage& package) {
  const auto entry = parse_json(bytes, kEntryLimits);
  if (!entry || !entry->is_object()) return wrong_entry("it is no JSON object");
  const Json wanted{{"type", "release"},          {"sha256", package.sha256},
                    {"target", package.path},     {"plugin", package.plugin_id},
                    {"version", package.version}, {"vendor", vendor_of(package.plugin_id)},
                    {"length", package.length}};
  for (const auto& [name, value] : wanted.items()) {
    if (name == "length" && package.length < 0) continue;
    const auto said = entry->find(name);
    if (said == entry->end() || *said != value)
      return wrong_entry("its " + name + " is " +
                         (said == entry->end() ? "missing" : kontor::to_text(*said)) + ", not " +
                         kontor::to_text(value));
  }
  const auto at = json_text(*entry, "at");
  const auto time = at ? parse_rfc3339(*at) : at.error();
  if (!time) return wrong_entry("it has no time");
  return *time;
}

}  // namespace

Result<ProvenRelease> prove_release(std::string proof, const MarketPackage& package,
                                    const tlog::LogPolicy& policy) {
  auto parsed = tlog::parse_offline_proof(proof);
  if (!parsed)
    return Error{ErrorCode::untrusted, parsed.error().message, R"({"code":"log-proof"})"};
  const TimeMs at = TRY(compare(parsed->extra, package));
  tlog::Checkpoint checkpoint = TRY(tlog::verify_offline_proof(*parsed, parsed->extra, policy));
  return ProvenRelease{.release = {.index = parsed->index, .at_ms = at, .proof = std::move(proof)},
                       .note = std::move(parsed->checkpoint),
                       .checkpoint = std::move(checkpoint)};
}

Result<LoggedRelease> verify_offline(std::string_view proof, const MarketPackage& package,
                                     const tlog::LogPolicy& policy) {
  ProvenRelease proven = TRY(prove_release(std::string(proof), package, policy));
  return std::move(proven.release);
}

}  // namespace kontor::marketplace
