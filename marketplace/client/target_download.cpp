#include "marketplace/client/target_download.hpp"

#include <array>
#include <fstream>

#include "marketplace/client/verified_file.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 16;

}  // namespace

std::string url_path(const std::string& path) {
  std::string out;
  for (std::size_t from = 0;;) {
    const std::size_t slash = path.find('/', from);
    out += http::percent_encode(path.substr(from, slash - from));
    if (slash == std::string::npos) return out;
    out += '/';
    from = slash + 1;
  }
}

Status download_target(http::Client& client, const std::string& base, const tuf::Updater& updater,
                       const std::string& target_path, const tuf::TargetFile& file,
                       const std::filesystem::path& staging, const std::filesystem::path& place) {
  const auto incoming = TRY(VerifiedFile::create(staging, file));
  const std::string target = base + url_path(updater.location(target_path, file));
  TRY(client.download(target, static_cast<std::size_t>(file.length),
                      [&incoming](std::string_view bytes) { return incoming->append(bytes); }));
  return incoming->commit(place);
}

bool is_present(const std::filesystem::path& place, const tuf::TargetFile& file) {
  std::error_code code;
  const auto length = std::filesystem::file_size(place, code);
  if (code || static_cast<std::int64_t>(length) != file.length) return false;
  FileHashes hashes(file.hashes);
  std::ifstream in(place, std::ios::binary);
  std::array<char, kBlockBytes> block{};
  while (in) {
    in.read(block.data(), block.size());
    hashes.update({block.data(), static_cast<std::size_t>(in.gcount())});
  }
  return in.eof() && hashes.mismatch().empty();
}

}  // namespace kontor::marketplace
