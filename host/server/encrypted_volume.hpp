#pragma once

#include <filesystem>
#include <string>

namespace kontor::host {

// Where Linux tells about devices and mounts.
struct SystemFiles {
  std::filesystem::path sys = "/sys";
  std::filesystem::path mounts = "/proc/self/mountinfo";
};

// Whether what a folder holds is encrypted on its disk: dm-crypt (LUKS) at any depth below it, also
// under LVM and RAID, or a file system that encrypts by itself (fscrypt, eCryptfs). A disk that
// encrypts inside itself says nothing about it and counts as plain.
struct AtRest {
  enum class State { encrypted, plain, unknown };
  State state = State::unknown;
  std::string why;  // A part of a sentence, for people.

  bool is_encrypted() const { return state == State::encrypted; }
  std::string_view word() const;
};
AtRest at_rest(const std::filesystem::path& folder, const SystemFiles& files = {});

// The same of a block device, "254:0", and of a file system on it.
AtRest at_rest_of_device(const std::string& device, const SystemFiles& files);
AtRest at_rest_of_mount(const std::filesystem::path& folder, const std::string& device,
                        const SystemFiles& files);

}  // namespace kontor::host
