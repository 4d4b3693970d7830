#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/http/router.hpp"

namespace kontor::http {

// Where an incoming body goes: memory, or a new file (mode 0600) of the rule's folder.
// Refuses with 413 what is longer than the rule allows. The file is removed unless
// finish() handed it over.
class BodyStore {
 public:
  static Result<std::unique_ptr<BodyStore>> create(const BodyRule& rule);
  ~BodyStore();
  BodyStore(const BodyStore&) = delete;
  BodyStore& operator=(const BodyStore&) = delete;

  Status add(std::string_view part);
  // Puts the body, or its file's path, into the request.
  Status finish(Request& request);

 private:
  explicit BodyStore(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::string memory_;
  std::string path_;  // Empty: memory.
  int file_ = -1;
};

// Removes the bodies that a killed server left in the folders of its routes. Before it serves.
void sweep_spool_folders(const Router& router);

// Removes a request's body file, if it has one and the handler left it there.
class BodyFileRemover {
 public:
  explicit BodyFileRemover(std::filesystem::path path) : path_(std::move(path)) {}
  ~BodyFileRemover();
  BodyFileRemover(const BodyFileRemover&) = delete;
  BodyFileRemover& operator=(const BodyFileRemover&) = delete;

 private:
  std::filesystem::path path_;
};

}  // namespace kontor::http
