#pragma once

#include <filesystem>

namespace kontor::testing {

// A disk of some megabytes (tmpfs) that a test fills. Only root may mount one, and not in every
// container: a test demands mounted() and says why.
class SmallDisk {
 public:
  explicit SmallDisk(int megabytes);
  // At a folder that is there already; made where it is not.
  SmallDisk(int megabytes, std::filesystem::path at);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  const std::filesystem::path& folder() const { return folder_; }
  // Leaves no room for one more page; make_room() takes that back.
  void fill() const;
  void make_room() const;

 private:
  std::filesystem::path folder_;
  bool own_folder_ = false;
  bool mounted_ = false;
};

inline constexpr const char* kNoSmallDisk =
    "no tmpfs may be mounted here: run as root, outside of a container";

}  // namespace kontor::testing
