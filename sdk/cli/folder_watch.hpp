#pragma once

#include <filesystem>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::cli {

// Tells when plugin.so or manifest.json of a folder has been written anew.
class FolderWatch {
 public:
  static Result<FolderWatch> start(const std::filesystem::path& folder);

  int descriptor() const { return descriptor_.get(); }  // Readable when something happened.
  // Reads what happened; true if it was one of the two files.
  bool changed();

 private:
  explicit FolderWatch(runtime::Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
  runtime::Descriptor descriptor_;
};

}  // namespace kontor::cli
