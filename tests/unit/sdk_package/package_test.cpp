#include "sdk/package/package.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "tests/unit/sdk_package/sample_package.hpp"

namespace kontor::package {
namespace {

// The members of the signed sample, open to be changed, and written again.
std::vector<NewMember> members_of(const std::string& bytes) {
  const Archive archive = opened(bytes);
  std::vector<NewMember> members;
  for (const Member& member : archive.members()) {
    members.push_back({member.name, *archive.read(member.name, member.size)});
  }
  return members;
}

NewMember& named(std::vector<NewMember>& members, std::string_view name) {
  for (NewMember& member : members) {
    if (member.name == name) return member;
  }
  throw std::runtime_error("no member " + std::string(name));
}

std::string refusal(const std::vector<NewMember>& members) {
  const auto verified =
      verify_package(opened(*write_archive(members)), {vendor_key().public_key()});
  return verified ? "" : verified.error().message;
}

// Signs the manifest anew, as the vendor would.
void sign_again(std::vector<NewMember>& members) {
  named(members, kSignatureMember).bytes = to_text(
      crypto::dsse_sign(kManifestPayloadType, named(members, kManifestMember).bytes, vendor_key()));
}

TEST(Package, VerifiesWithTheVendorsKey) {
  const Archive archive = opened(signed_sample());

  const auto verified =
      verify_package(archive, {other_key().public_key(), vendor_key().public_key()});

  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->manifest.id, "acme.maps");
  EXPECT_EQ(verified->manifest.files.size(), 3U) << "library, texts, bill of materials";
  EXPECT_EQ(verified->sha256_hex, archive.sha256_hex());
}

TEST(Package, IsTheSameBytesWhenBuiltTwice) {
  const SampleFolder one, two;
  two.write(".hidden", "not packed");
  two.write("old.kpkg", "not packed");

  EXPECT_EQ(*write_package(one.path()), *write_package(two.path()));
  EXPECT_EQ(signed_sample(), signed_sample());
}

TEST(Package, SignedAgainHasOneSignature) {
  const std::string once = signed_sample();
  EXPECT_EQ(*sign_package(opened(once), vendor_key()), once);
}

TEST(Package, RefusesAKeyThatIsNotTheVendors) {
  const auto verified = verify_package(opened(signed_sample()), {other_key().public_key()});

  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().code, ErrorCode::untrusted);
  EXPECT_NE(verified.error().message.find("vendor's signature does not hold"), std::string::npos);
}

TEST(Package, RefusesOneWithoutASignature) {
  const SampleFolder folder;
  const auto verified =
      verify_package(opened(*write_package(folder.path())), {vendor_key().public_key()});

  ASSERT_FALSE(verified);
  EXPECT_NE(verified.error().message.find("it is not signed"), std::string::npos);
}

TEST(Package, RefusesOneFlippedByteOfTheLibrary) {
  auto members = members_of(signed_sample());
  named(members, "plugin.so").bytes[100] ^= 1;
  EXPECT_NE(refusal(members).find("plugin.so is not what was signed"), std::string::npos);
}

TEST(Package, RefusesAChangedManifest) {
  auto members = members_of(signed_sample());
  std::string& text = named(members, kManifestMember).bytes;
  text.replace(text.find("1.2.0"), 5, "1.2.1");
  EXPECT_NE(refusal(members).find("signature is over another manifest"), std::string::npos);
}

TEST(Package, RefusesAFileThatTheManifestDoesNotName) {
  auto members = members_of(signed_sample());
  members.push_back({"extra.so", "x"});
  EXPECT_NE(refusal(members).find("extra.so is not in the manifest's list"), std::string::npos);
}

TEST(Package, RefusesAnUnknownSignatureFile) {
  auto members = members_of(signed_sample());
  members.push_back({"signatures/other.dsse", "x"});
  EXPECT_NE(refusal(members).find("not a signature Kontor knows"), std::string::npos);
}

TEST(Package, RefusesAFileThatIsMissing) {
  auto members = members_of(signed_sample());
  std::erase_if(members, [](const NewMember& member) { return member.name == "locales/en.json"; });
  EXPECT_NE(refusal(members).find("locales/en.json is in the manifest but not in the archive"),
            std::string::npos);
}

TEST(Package, IsNotMadeOfTextsThatAreNone) {
  for (const char* wrong :
       {"[]", "{", R"({"show":1})", R"({"show":{"deeper":"x"}})", R"({"":"x"})"}) {
    const SampleFolder folder;
    Json manifest = sample_manifest();
    manifest["contributes"]["translations"] = {"en"};
    folder.write("manifest.json", manifest.dump());
    folder.write("locales/en.json", wrong);

    const auto written = write_package(folder.path());

    ASSERT_FALSE(written) << wrong;
    EXPECT_TRUE(written.error().message.starts_with("locales/en.json: "))
        << written.error().message;
  }
}

TEST(Package, RefusesAnEnvelopeThatIsNone) {
  auto members = members_of(signed_sample());
  named(members, kSignatureMember).bytes = "{";
  EXPECT_NE(refusal(members).find("is not an envelope"), std::string::npos);
}

TEST(Package, RefusesASignedManifestThatIsNotValid) {
  auto members = members_of(signed_sample());
  Json manifest = Json::parse(named(members, kManifestMember).bytes);
  manifest["id"] = "evil.maps";
  named(members, kManifestMember).bytes = manifest.dump();
  sign_again(members);
  EXPECT_NE(refusal(members).find("does not begin with the vendor"), std::string::npos);
}

TEST(Package, RefusesASignedManifestThatCoversItself) {
  auto members = members_of(signed_sample());
  Json manifest = Json::parse(named(members, kManifestMember).bytes);
  manifest["files"]["manifest.json"] = std::string(64, '0');
  named(members, kManifestMember).bytes = manifest.dump();
  sign_again(members);
  EXPECT_NE(refusal(members).find("list of files holds manifest.json"), std::string::npos);
}

TEST(Package, TellsEachStepUpToTheFirstFailure) {
  auto members = members_of(signed_sample());
  named(members, "plugin.so").bytes += "x";
  const Explanation told =
      explain_package(opened(*write_archive(members)), {vendor_key().public_key()});

  ASSERT_TRUE(told.refusal);
  ASSERT_GE(told.lines.size(), 5U);
  for (std::size_t i = 0; i + 1 < told.lines.size(); ++i) EXPECT_TRUE(told.lines[i].passed);
  EXPECT_FALSE(told.lines.back().passed);
  EXPECT_EQ(told.lines.back().text, told.refusal->message);
}

TEST(Package, ToldInPlainWordsEachLineNamesItsCheck) {
  const Explanation told = explain_package(opened(signed_sample()), {vendor_key().public_key()});

  ASSERT_TRUE(told.verified);
  std::set<std::string> checks;
  for (const Line& line : told.lines) checks.insert(line.check);
  EXPECT_EQ(checks, (std::set<std::string>{"archive.profile", "manifest.schema", "package.files",
                                           "sbom.cdx.json", "vendor.signature"}));
  EXPECT_NE(told.lines.back().text.find("names each of the 2 files"), std::string::npos);
}

TEST(Package, VerifiesWithoutABillOfMaterialsAndSaysThatTheMarketWantsOne) {
  auto members = members_of(signed_sample());
  std::erase_if(members, [](const NewMember& member) { return member.name == "sbom.cdx.json"; });
  Json manifest = Json::parse(named(members, kManifestMember).bytes);
  manifest["files"].erase("sbom.cdx.json");
  named(members, kManifestMember).bytes = to_text(manifest);
  sign_again(members);
  const Archive archive = opened(*write_archive(members));

  EXPECT_TRUE(verify_package(archive, {vendor_key().public_key()}));
  const Explanation told = explain_package(archive, {vendor_key().public_key()});
  ASSERT_TRUE(told.refusal);
  EXPECT_NE(told.lines.back().text.find("no bill of materials"), std::string::npos);
}

TEST(Package, RefusesAFolderWithALink) {
  const SampleFolder folder;
  ASSERT_EQ(::symlink("/etc/passwd", (folder.path() / "secret.txt").c_str()), 0);
  const auto bytes = write_package(folder.path());
  ASSERT_FALSE(bytes);
  EXPECT_NE(bytes.error().message.find("secret.txt is a link"), std::string::npos);
}

TEST(Package, RefusesAFolderWithoutItsLibraryOrManifest) {
  const SampleFolder folder;
  std::filesystem::remove(folder.path() / "plugin.so");
  EXPECT_NE(write_package(folder.path()).error().message.find("plugin.so, which is not there"),
            std::string::npos);
  std::filesystem::remove(folder.path() / "manifest.json");
  EXPECT_NE(write_package(folder.path()).error().message.find("no manifest.json"),
            std::string::npos);
}

TEST(Package, UnpacksWhatWasVerifiedAndNothingElse) {
  const Archive archive = opened(signed_sample());
  const auto verified = verify_package(archive, {vendor_key().public_key()});
  const SampleFolder other;
  const auto target = other.path() / "unpacked";
  std::filesystem::create_directory(target);

  ASSERT_TRUE(unpack(archive, *verified, target));

  EXPECT_EQ(*read_file(target / "manifest.json", 10000), verified->manifest_text);
  EXPECT_EQ(crypto::sha256_hex(*read_file(target / "plugin.so", 10000)),
            verified->manifest.files.at("plugin.so"));
  EXPECT_EQ(unpack(archive, *verified, target).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace kontor::package
