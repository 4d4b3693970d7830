#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/package/handbook.hpp"
#include "sdk/package/package.hpp"
#include "sdk/package/sbom.hpp"
#include "sdk/package/screenshots.hpp"

namespace kontor::package {
namespace {

constexpr std::uint64_t kSignatureBytesMax = 4U << 20;

bool is_covered(std::string_view name) {
  return name != kManifestMember && !name.starts_with("signatures/");
}

Error refuse(const std::string& why) { return {ErrorCode::untrusted, "package: " + why}; }

Result<std::string> hash_of(const Archive& package, const Member& member) {
  crypto::Sha256 hash;
  TRY(package.read(member, [&hash](std::string_view piece) {
    hash.update(piece);
    return ok();
  }));
  return hex_encode(hash.finish());
}

// The steps of verification; tells each one that held.
class Verifier {
 public:
  Verifier(const Archive& package, std::vector<Line>& lines) : package_(package), lines_(lines) {}

  Result<VerifiedPackage> run(const std::vector<crypto::PublicKey>& vendor_keys) {
    tell_archive();
    check_ = "vendor.signature";
    const std::string text = TRY(signed_manifest(vendor_keys));
    check_ = "manifest.schema";
    Manifest manifest = TRY(Manifest::parse(text));
    say("manifest is valid: " + manifest.id + " " + manifest.version + " by " + manifest.vendor);
    check_ = "package.files";
    TRY(check_names(manifest));
    TRY(check_hashes(manifest));
    return VerifiedPackage{std::move(manifest), text, package_.sha256_hex()};
  }

  // Not part of what a host demands: packages may be older than the market's demand.
  Status check_bill(const Manifest& manifest) {
    check_ = kSbomMember;
    if (!package_.find(kSbomMember)) return refuse("it has no bill of materials, sbom.cdx.json");
    const std::string text = TRY(package_.read(kSbomMember, kSbomBytesMax));
    FileHashes files = manifest.files;
    files.erase(std::string(kSbomMember));
    const auto problems = sbom_problems(text, manifest, files);
    if (!problems.empty()) return refuse("sbom.cdx.json: " + problems.front().message);
    say("bill of materials is CycloneDX 1.6 and names each of the " + std::to_string(files.size()) +
        " files with its SHA-256");
    return ok();
  }

  // Neither is this: a host shows only what is right when it shows it.
  Status check_screenshots(const Manifest& manifest) {
    check_ = "listing.screenshots";
    std::vector<std::string> names;
    for (const Member& member : package_.members()) names.push_back(member.name);
    const auto problems = screenshot_problems(manifest, names, [this](const std::string& file) {
      return package_.read(file, kScreenshotBytesMax);
    });
    if (!problems.empty()) return refuse(problems.front().file + ": " + problems.front().message);
    if (!manifest.screenshots.empty())
      say("screenshots are PNG or WebP within the limits: " +
          std::to_string(manifest.screenshots.size()));
    return ok();
  }

  // Nor this.
  Status check_handbooks() {
    check_ = "listing.handbook";
    std::vector<std::string> names;
    for (const Member& member : package_.members()) names.push_back(member.name);
    const auto problems = handbook_problems(
        names, [this](const std::string& file) { return package_.read(file, kHandbookBytesMax); });
    if (!problems.empty()) return refuse(problems.front().file + ": " + problems.front().message);
    const auto count = std::ranges::count_if(
        names, [](const std::string& name) { return handbook_language(name).has_value(); });
    if (count > 0) say("handbooks are UTF-8 within the limits: " + std::to_string(count));
    return ok();
  }

  const std::string& check() const { return check_; }

 private:
  void say(std::string text) { lines_.push_back({/*passed=*/true, std::move(text), check_}); }

  // An archive that could be opened is in the profile; this tells what that means.
  void tell_archive() {
    std::uint64_t unpacked = 0;
    for (const Member& member : package_.members()) unpacked += member.size;
    check_ = "archive.profile";
    say("archive is in the canonical profile: " + std::to_string(package_.members().size()) +
        " members, " + std::to_string(package_.bytes().size()) + " bytes, sha256 " +
        package_.sha256_hex());
    say("nothing stands before, between or after its members, and both headers of each agree");
    say("each name is plain, relative and there once, also but for case; there are no links, "
        "devices or folders");
    say("it unpacks to " + std::to_string(unpacked) + " bytes, within the limits");
  }

  // Nothing of the manifest is looked at before its signature holds.
  Result<std::string> signed_manifest(const std::vector<crypto::PublicKey>& vendor_keys) {
    if (!package_.find(kManifestMember)) return refuse("it has no manifest.json");
    const std::string text = TRY(package_.read(kManifestMember, kManifestBytesMax));
    if (!package_.find(kSignatureMember)) {
      return refuse("it is not signed: it has no signatures/vendor.dsse");
    }
    const std::string raw = TRY(package_.read(kSignatureMember, kSignatureBytesMax));
    const auto envelope = parse_json(raw, {.bytes_max = kSignatureBytesMax});
    if (!envelope) {
      return refuse("signatures/vendor.dsse is not an envelope: " + envelope.error().message);
    }
    const auto payload = crypto::dsse_verify(*envelope, kManifestPayloadType, vendor_keys);
    if (!payload) return refuse("the vendor's signature does not hold: " + payload.error().message);
    if (*payload != text) return refuse("the signature is over another manifest");
    say("vendor's signature holds over the manifest, by a key of the vendor's");
    return text;
  }

  Status check_names(const Manifest& manifest) {
    for (const Member& member : package_.members()) {
      if (!is_covered(member.name)) {
        if (member.name == kManifestMember || member.name == kSignatureMember) continue;
        return refuse(member.name + " is not a signature Kontor knows");
      }
      if (!manifest.files.contains(member.name)) {
        return refuse(member.name + " is not in the manifest's list of files");
      }
    }
    for (const auto& [name, hash] : manifest.files) {
      if (!is_covered(name)) return refuse("the manifest's list of files holds " + name);
      if (!package_.find(name)) return refuse(name + " is in the manifest but not in the archive");
    }
    for (const Platform& platform : manifest.platforms) {
      if (!manifest.files.contains(platform.file)) {
        return refuse("platform file " + platform.file + " is not in the archive");
      }
    }
    say("manifest and archive name the same files");
    return ok();
  }

  Status check_hashes(const Manifest& manifest) {
    for (const auto& [name, wanted] : manifest.files) {
      const std::string found = TRY(hash_of(package_, *package_.find(name)));
      if (found != wanted) {
        return refuse(name + " is not what was signed: its SHA-256 is " + found +
                      ", the manifest says " + wanted);
      }
      say(name + " is what was signed");
    }
    return ok();
  }

  const Archive& package_;
  std::vector<Line>& lines_;
  std::string check_;  // What is being looked at.
};

}  // namespace

Result<Manifest> read_manifest(const Archive& package) {
  return Manifest::parse(TRY(package.read(kManifestMember, kManifestBytesMax)));
}

Result<VerifiedPackage> verify_package(const Archive& package,
                                       const std::vector<crypto::PublicKey>& vendor_keys) {
  std::vector<Line> unused;
  return Verifier(package, unused).run(vendor_keys);
}

Explanation explain_package(const Archive& package,
                            const std::vector<crypto::PublicKey>& vendor_keys) {
  Explanation out;
  Verifier verifier(package, out.lines);
  auto verified = verifier.run(vendor_keys);
  Status complete = verified ? verifier.check_bill(verified->manifest) : ok();
  if (verified && complete) complete = verifier.check_screenshots(verified->manifest);
  if (verified && complete) complete = verifier.check_handbooks();
  if (verified && complete) {
    out.verified = std::move(verified).value();
  } else {
    out.refusal = verified ? complete.error() : verified.error();
    out.lines.push_back({/*passed=*/false, out.refusal->message, verifier.check()});
  }
  return out;
}

}  // namespace kontor::package
