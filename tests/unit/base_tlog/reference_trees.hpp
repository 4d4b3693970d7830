#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/tlog/merkle.hpp"

namespace kontor::tlog {

// The eight leaves of the Certificate Transparency reference tests, and the roots they publish
// for the first 1 … 8 of them.
inline std::vector<std::string> reference_leaves() {
  std::vector<std::string> leaves;
  for (const char* hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                          "606162636465666768696a6b6c6d6e6f"})
    leaves.push_back(hex_decode(hex).value());
  return leaves;
}
inline const std::vector<std::string> kReferenceRoots = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

inline Hash hash_of_hex(const std::string& hex) {
  return hash_from_bytes(hex_decode(hex).value()).value();
}

inline std::vector<std::string> hex_of(const Proof& proof) {
  std::vector<std::string> texts;
  texts.reserve(proof.size());
  for (const Hash& hash : proof) texts.push_back(hex_encode(hash.view()));
  return texts;
}

// Leaf hashes in memory, straight from the definition of MTH.
class SlowTree final : public HashReader {
 public:
  explicit SlowTree(std::vector<Hash> leaves) : leaves_(std::move(leaves)) {}
  explicit SlowTree(const std::vector<std::string>& entries) {
    leaves_.reserve(entries.size());
    for (const std::string& entry : entries) leaves_.push_back(leaf_hash(entry));
  }
  Result<Hash> read(int height, std::uint64_t index) override {
    return root(index << height, (index + 1) << height);
  }
  Hash root(std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return leaves_.at(begin);
    std::uint64_t split = 1;
    while (split * 2 < end - begin) split *= 2;
    return node_hash(root(begin, begin + split), root(begin + split, end));
  }
  const Hash& leaf(std::uint64_t index) const { return leaves_.at(index); }

 private:
  std::vector<Hash> leaves_;
};

// `count` entries that differ.
inline std::vector<std::string> numbered_entries(std::size_t count) {
  std::vector<std::string> entries;
  entries.reserve(count);
  for (std::size_t number = 0; number < count; ++number)
    entries.push_back("entry " + std::to_string(number));
  return entries;
}

}  // namespace kontor::tlog
