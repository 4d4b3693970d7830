#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/tuf/metadata.hpp"

namespace kontor::marketplace {

// What a snapshot lists, as the canonical text of its "meta": a publication changes one line of
// thousands, so the text is kept in blocks of some hundred lines and one of them is written anew.
class SnapshotText {
 public:
  // The line of this role, new or instead of the one before.
  void put(const std::string& role, const tuf::FileFacts& facts);
  // The members of "meta", by file name, which is the order of canonical JSON.
  std::string text() const;

 private:
  struct Block {
    std::map<std::string, std::string> lines = {};  // By file name.
    std::string text = {};                          // Of all of them.
    void write();
  };
  std::vector<Block> blocks_;  // By their first file name; none is empty.
};

}  // namespace kontor::marketplace
