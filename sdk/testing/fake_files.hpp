#pragma once

#include <cstdint>
#include <kontor/op/file_get.hpp>
#include <kontor/op/file_put.hpp>
#include <map>
#include <string>

#include "base/core/result.hpp"

namespace kontor::testing {

struct FakeFile {
  op::FilePutRequest begun;  // Name, type, record and person.
  std::string bytes;
  bool ended = false;
};

// Files in memory, with the host's rules for pieces. Not locked: FakeHost does that.
class FakeFiles {
 public:
  Result<op::FilePutResponse> put(const op::FilePutRequest& request, const std::string& bytes);
  Result<op::FileGetResponse> get(const op::FileGetRequest& request) const;
  void remove(const std::string& id) { files_.erase(id); }
  const FakeFile* find(const std::string& id) const;
  std::int64_t bytes() const;

 private:
  std::map<std::string, FakeFile> files_;
  int last_ = 0;
};

}  // namespace kontor::testing
