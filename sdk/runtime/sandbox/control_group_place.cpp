#include "sdk/runtime/sandbox/control_group_place.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>

#include "sdk/runtime/descriptor.hpp"

namespace kontor::runtime::sandbox {
namespace {

constexpr const char* kVersion2 = "";  // Its name in both maps.

bool lists(const std::string& commas, const std::string& word) {
  return ("," + commas + ",").find("," + word + ",") != std::string::npos;
}

// Controllers → where this process is, as /proc/self/cgroup has it.
std::map<std::string, std::string> own_groups(const std::filesystem::path& process) {
  std::map<std::string, std::string> groups;
  std::ifstream file(process / "cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    groups[line.substr(first + 1, second - first - 1)] = line.substr(second + 1);
  }
  return groups;
}

// The folder of `group`, which is what the hierarchy with this controller calls it.
std::string folder_of(const std::filesystem::path& process, const std::string& controller,
                      const std::string& group) {
  std::ifstream file(process / "mountinfo");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string id, parent, device, root, point, word, type, source, options;
    words >> id >> parent >> device >> root >> point;
    while (words >> word && word != "-") continue;
    words >> type >> source >> options;
    const bool wanted = controller == kVersion2 ? type == "cgroup2"
                                                : type == "cgroup" && lists(options, controller);
    if (!wanted || !group.starts_with(root)) continue;
    return point + (root == "/" ? group : group.substr(root.size()));
  }
  return {};
}

}  // namespace

std::vector<GroupPlace> group_places(const std::filesystem::path& process) {
  std::vector<GroupPlace> places;
  for (const auto& [controllers, group] : own_groups(process)) {
    GroupPlace place{.version = controllers == kVersion2 ? 2 : 1,
                     .memory = lists(controllers, "memory"),
                     .cpu = lists(controllers, "cpu"),
                     .parent = {}};
    if (place.version == 2) {
      place.parent = folder_of(process, kVersion2, group);
      if (place.parent.ends_with("/host")) place.parent.resize(place.parent.size() - 5);
      std::ifstream file(place.parent + "/cgroup.controllers");
      for (std::string word; file >> word;) {
        place.memory |= word == "memory";
        place.cpu |= word == "cpu";
      }
    } else if (place.memory || place.cpu) {
      place.parent = folder_of(process, place.memory ? "memory" : "cpu", group);
    }
    if (!place.parent.empty() && (place.memory || place.cpu)) places.push_back(std::move(place));
  }
  return places;
}

int prepare_place(const GroupPlace& place) {
  if (place.version != 2) return 0;
  std::string text = place.memory ? "+memory" : "";
  if (place.cpu) text += text.empty() ? "+cpu" : " +cpu";
  const Descriptor opened(
      ::open((place.parent + "/cgroup.subtree_control").c_str(), O_WRONLY | O_CLOEXEC));
  if (!opened) return errno;
  return ::write(opened.get(), text.data(), text.size()) < 0 ? errno : 0;
}

}  // namespace kontor::runtime::sandbox
