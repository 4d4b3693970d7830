#include "licensing/client/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kPartBytesMax = 65536;
constexpr std::size_t kPartsMax = 16;
constexpr std::size_t kHashCharacters = 32;

struct Part {
  const char* name;
  const char* file;
};
constexpr std::array kParts = {
    Part{"machine", "etc/machine-id"}, Part{"board", "sys/class/dmi/id/board_serial"},
    Part{"product", "sys/class/dmi/id/product_uuid"}, Part{"host", "etc/hostname"}};

std::string first_line(const std::filesystem::path& file) {
  const auto text = read_file(file, kPartBytesMax);
  return text ? text->substr(0, text->find_first_of("\r\n")) : std::string();
}

// "model name : …" of the first processor.
std::string processor(const std::filesystem::path& root) {
  const auto text = read_file(root / "proc/cpuinfo", std::size_t{4} << 20);
  if (!text) return "";
  const auto at = text->find("model name");
  return at == std::string::npos ? "" : text->substr(at, text->find('\n', at) - at);
}

std::set<std::string> names_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    names.insert(entry.path().filename().string());
  return names;
}

// Of real network cards; bridges and tunnels come and go.
std::string network_cards(const std::filesystem::path& root) {
  std::string all;
  for (const std::string& name : names_in(root / "sys/class/net")) {
    if (!std::filesystem::exists(root / "sys/class/net" / name / "device")) continue;
    all += first_line(root / "sys/class/net" / name / "address") + ";";
  }
  return all;
}

std::string disks(const std::filesystem::path& root) {
  std::string all;
  for (const std::string& name : names_in(root / "dev/disk/by-id"))
    if (name.find("-part") == std::string::npos) all += name + ";";
  return all;
}

}  // namespace

Fingerprint take_fingerprint(const std::filesystem::path& root, std::string_view salt) {
  Fingerprint fingerprint;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (value.empty()) return;
    const std::string hash = crypto::sha256_hex(std::string(salt) + "\n" + name + "\n" + value);
    fingerprint[name] = hash.substr(0, kHashCharacters);
  };
  for (const Part& part : kParts) add(part.name, first_line(root / part.file));
  add("processor", processor(root));
  add("network", network_cards(root));
  add("disk", disks(root));
  return fingerprint;
}

bool is_same_machine(const Fingerprint& enrolled, const Fingerprint& now) {
  const auto same = std::ranges::count_if(enrolled, [&](const auto& part) {
    const auto found = now.find(part.first);
    return found != now.end() && found->second == part.second;
  });
  return 2 * static_cast<std::size_t>(same) >= enrolled.size();
}

Json to_json(const Fingerprint& fingerprint) { return Json(fingerprint); }

Result<Fingerprint> parse_fingerprint(const Json& json) {
  const Error wrong{ErrorCode::invalid_argument, "a fingerprint is an object of a few hashes"};
  if (!json.is_object() || json.size() > kPartsMax) return wrong;
  Fingerprint fingerprint;
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string() || value.get_ref<const std::string&>().size() != kHashCharacters)
      return wrong;
    fingerprint[name] = value;
  }
  return fingerprint;
}

}  // namespace kontor::licensing
