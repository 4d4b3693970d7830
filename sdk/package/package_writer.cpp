#include <algorithm>
#include <system_error>

#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/package/handbook.hpp"
#include "sdk/package/package.hpp"
#include "sdk/package/sbom.hpp"
#include "sdk/package/screenshots.hpp"
#include "sdk/package/texts.hpp"

namespace kontor::package {
namespace {

namespace fs = std::filesystem;

bool is_signature(std::string_view name) { return name.starts_with("signatures/"); }

bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('.') || path.extension() == ".kpkg";
}

Result<std::vector<NewMember>> read_folder(const fs::path& folder) {
  const ArchiveLimits limits;
  std::vector<NewMember> members;
  std::uint64_t total = 0;
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, error);
  if (error) {
    return Error{ErrorCode::not_found, "cannot read " + folder.string() + ": " + error.message()};
  }
  for (auto entry = fs::begin(entries); entry != fs::end(entries); entry.increment(error)) {
    if (error) return Error{ErrorCode::unavailable, folder.string() + ": " + error.message()};
    const std::string name = entry->path().lexically_relative(folder).generic_string();
    if (is_left_out(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    const fs::file_status status = entry->symlink_status();
    if (fs::is_directory(status)) continue;
    if (fs::is_symlink(status)) {
      return Error{ErrorCode::invalid_argument, name + " is a link; a package holds files only"};
    }
    if (!fs::is_regular_file(status)) {
      return Error{ErrorCode::invalid_argument, name + " is not a plain file"};
    }
    if (is_signature(name)) continue;
    std::string bytes = TRY(read_file(entry->path(), limits.member_bytes));
    members.push_back({name, std::move(bytes)});
    total += members.back().bytes.size();
    if (members.size() > limits.members || total > limits.unpacked_bytes) {
      return Error{ErrorCode::exhausted, folder.string() + " holds too much for one package"};
    }
  }
  return members;
}

// What the manifest speaks of is there.
Status check_present(const Manifest& manifest) {
  for (const Platform& platform : manifest.platforms) {
    if (!manifest.files.contains(platform.file)) {
      return Error{ErrorCode::invalid_argument, "manifest: platform " + platform.os + "/" +
                                                    platform.arch + " speaks of " + platform.file +
                                                    ", which is not there"};
    }
  }
  return ok();
}

Status check_texts(const Manifest& manifest, const std::vector<NewMember>& members) {
  for (const std::string& language : manifest.contributes.translations) {
    const std::string file = texts_member(language);
    const auto found = std::ranges::find(members, file, &NewMember::name);
    if (found == members.end())
      return Error{ErrorCode::invalid_argument,
                   "manifest: translations need " + file + ", which is not there"};
    if (const auto texts = parse_texts(found->bytes); !texts)
      return Error{texts.error().code, file + ": " + texts.error().message};
  }
  return ok();
}

Result<std::string> bytes_of(const std::vector<NewMember>& members, const std::string& name) {
  const auto found = std::ranges::find(members, name, &NewMember::name);
  if (found == members.end()) return Error{ErrorCode::not_found, name + " is not there"};
  return found->bytes;
}

std::vector<std::string> names_of(const std::vector<NewMember>& members) {
  std::vector<std::string> names;
  names.reserve(members.size());
  for (const NewMember& member : members) names.push_back(member.name);
  return names;
}

Status check_handbooks(const std::vector<NewMember>& members, const fs::path& folder) {
  const auto problems = handbook_problems(
      names_of(members), [&](const std::string& file) { return bytes_of(members, file); });
  if (problems.empty()) return ok();
  return Error{ErrorCode::invalid_argument,
               (folder / problems.front().file).string() + ": " + problems.front().message};
}

// Writes the size of each screenshot into the manifest's document, so that whoever shows it can
// leave room for it; refuses those that no market would show.
Status fill_screenshots(Manifest& manifest, const std::vector<NewMember>& members,
                        const fs::path& folder) {
  const auto read = [&](const std::string& file) { return bytes_of(members, file); };
  const auto problems = screenshot_problems(manifest, names_of(members), read);
  if (!problems.empty())
    return Error{ErrorCode::invalid_argument,
                 (folder / problems.front().file).string() + ": " + problems.front().message};
  for (std::size_t at = 0; at < manifest.screenshots.size(); ++at) {
    const std::string bytes = TRY(read(manifest.screenshots[at].file));
    const Picture picture = TRY(read_picture(bytes));
    Json& entry = manifest.document["listing"]["screenshots"][at];
    entry["width"] = picture.width;
    entry["height"] = picture.height;
  }
  return ok();
}

}  // namespace

Result<std::string> write_package(const fs::path& folder) {
  std::vector<NewMember> members = TRY(read_folder(folder));
  NewMember* manifest = nullptr;
  std::string own_sbom;
  FileHashes files;
  for (NewMember& member : members) {
    if (member.name == kManifestMember) {
      manifest = &member;
    } else if (member.name == kSbomMember) {
      own_sbom = std::move(member.bytes);
    } else {
      files[member.name] = crypto::sha256_hex(member.bytes);
    }
  }
  if (!manifest) {
    return Error{ErrorCode::not_found, folder.string() + " holds no manifest.json"};
  }
  Manifest filled = TRY(Manifest::parse(manifest->bytes));
  filled.files.clear();  // Of an earlier packing; those below are counted anew.
  TRY(fill_screenshots(filled, members, folder));
  TRY(check_handbooks(members, folder));
  std::string sbom = TRY(complete_sbom(own_sbom, filled, files));
  files[std::string(kSbomMember)] = crypto::sha256_hex(sbom);
  filled.document["files"] = files;
  manifest->bytes = to_text(filled.document);  // Keys sorted, no white space: always the same.
  filled = TRY(Manifest::parse(manifest->bytes));
  TRY(check_present(filled));
  TRY(check_texts(filled, members));
  std::erase_if(members, [](const NewMember& member) { return member.name == kSbomMember; });
  members.push_back({std::string(kSbomMember), std::move(sbom)});
  return write_archive(std::move(members));
}

Result<std::string> sign_package(const Archive& package, const crypto::SigningKey& key) {
  std::vector<NewMember> members;
  std::string manifest;
  for (const Member& member : package.members()) {
    if (is_signature(member.name)) continue;
    std::string bytes = TRY(package.read(member.name, member.size));
    members.push_back({member.name, std::move(bytes)});
    if (member.name == kManifestMember) manifest = members.back().bytes;
  }
  TRY(Manifest::parse(manifest));
  const Json envelope = crypto::dsse_sign(kManifestPayloadType, manifest, key);
  members.push_back({std::string(kSignatureMember), to_text(envelope)});
  return write_archive(std::move(members));
}

}  // namespace kontor::package
