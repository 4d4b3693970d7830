#include "host/server/encrypted_volume.hpp"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace kontor::host {

namespace {

namespace fs = std::filesystem;

constexpr int kLayersMax = 16;  // Of devices on devices; Linux itself gives up before.

std::string first_line(const fs::path& file) {
  std::ifstream input(file);
  std::string line;
  std::getline(input, line);
  return line;
}

AtRest device_state(const fs::path& device, int layers) {
  std::error_code problem;
  const fs::path place = fs::canonical(device, problem);
  if (problem || layers > kLayersMax) return {AtRest::State::unknown, "its device does not tell"};
  const std::string name = place.filename().string();
  const std::string uuid = first_line(place / "dm" / "uuid");
  if (uuid.starts_with("CRYPT-"))
    return {AtRest::State::encrypted,
            "dm-crypt (" + uuid.substr(6, uuid.find('-', 6) - 6) + ") on " + name};
  // A partition lies on its disk, in the folder above.
  if (fs::exists(place / "partition", problem))
    return device_state(place.parent_path(), layers + 1);
  AtRest below{AtRest::State::plain, "no encryption on " + name};
  bool some = false;
  for (const auto& slave : fs::directory_iterator(place / "slaves", problem)) {
    // One plain disk is enough to read from.
    AtRest one = device_state(slave.path(), layers + 1);
    if (!one.is_encrypted()) return one;
    if (!some) below = std::move(one);
    some = true;
  }
  return below;
}

struct Mount {
  std::string device;  // "254:0"
  std::string type;
  std::string source;
};

// proc(5): id parent device root place options … - type source options; blanks are "\040".
std::optional<Mount> mount_of(const std::string& place, const std::string& device,
                              const fs::path& mounts) {
  std::ifstream lines(mounts);
  std::optional<Mount> found;
  std::size_t longest = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    std::string at;
    Mount mount;
    words >> word >> word >> mount.device >> word >> at;
    while (words >> word && word != "-") {
    }
    words >> mount.type >> mount.source;
    const bool above = at == "/" || place == at || place.starts_with(at + "/");
    // Of two mounts on one place the later one is seen.
    if (mount.device != device || !above || at.size() < longest) continue;
    longest = at.size();
    found = std::move(mount);
  }
  return found;
}

std::string number_of(dev_t device) {
  return std::to_string(major(device)) + ":" + std::to_string(minor(device));
}

}  // namespace

std::string_view AtRest::word() const {
  if (state == AtRest::State::encrypted) return "encrypted";
  return state == AtRest::State::plain ? "not encrypted" : "unknown";
}

AtRest at_rest_of_device(const std::string& device, const SystemFiles& files) {
  return device_state(files.sys / "dev" / "block" / device, 0);
}

AtRest at_rest_of_mount(const fs::path& folder, const std::string& device,
                        const SystemFiles& files) {
  const auto mount = mount_of(folder.string(), device, files.mounts);
  const std::string type = mount ? mount->type : "";
  if (type == "ecryptfs" || type == "fuse.gocryptfs" || type == "fuse.encfs")
    return {AtRest::State::encrypted, "the file system " + type};
  if (!device.starts_with("0:")) return at_rest_of_device(device, files);
  // Btrfs has numbers of its own; its source is the device.
  struct stat source = {};
  if (mount && mount->source.starts_with("/dev/") && ::stat(mount->source.c_str(), &source) == 0 &&
      S_ISBLK(source.st_mode))
    return at_rest_of_device(number_of(source.st_rdev), files);
  return {AtRest::State::unknown,
          "the file system " + (type.empty() ? "below it" : type) + " does not tell"};
}

AtRest at_rest(const fs::path& folder, const SystemFiles& files) {
  std::error_code problem;
  const fs::path place = fs::canonical(folder, problem);
  struct statx about = {};
  if (problem || ::statx(AT_FDCWD, place.c_str(), 0, STATX_BASIC_STATS, &about) != 0)
    return {AtRest::State::unknown, "it cannot be looked at"};
  if ((about.stx_attributes & STATX_ATTR_ENCRYPTED) != 0)
    return {AtRest::State::encrypted, "fscrypt, by the file system itself"};
  const std::string device =
      std::to_string(about.stx_dev_major) + ":" + std::to_string(about.stx_dev_minor);
  return at_rest_of_mount(place, device, files);
}

}  // namespace kontor::host
