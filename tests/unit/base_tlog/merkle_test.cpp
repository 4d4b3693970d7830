#include "base/tlog/merkle.hpp"

#include <gtest/gtest.h>

#include "tests/unit/base_tlog/reference_trees.hpp"

namespace kontor::tlog {
namespace {

TEST(MerkleTest, HashesAsTheReferenceOfCertificateTransparency) {
  EXPECT_EQ(hex_encode(empty_root().view()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  SlowTree tree(reference_leaves());
  for (std::size_t size = 1; size <= kReferenceRoots.size(); ++size)
    EXPECT_EQ(hex_encode(tree_root(tree, size)->view()), kReferenceRoots[size - 1]);
}

TEST(MerkleTest, MakesThePublishedProofs) {
  SlowTree tree(reference_leaves());

  EXPECT_EQ(hex_of(make_inclusion_proof(tree, 0, 8).value()),
            (std::vector<std::string>{
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
  EXPECT_EQ(hex_of(make_inclusion_proof(tree, 2, 3).value()),
            std::vector<std::string>{kReferenceRoots[1]});
  EXPECT_EQ(hex_of(make_consistency_proof(tree, 6, 8).value()),
            (std::vector<std::string>{
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
  EXPECT_EQ(hex_of(make_consistency_proof(tree, 2, 5).value()),
            (std::vector<std::string>{
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}));
}

TEST(MerkleTest, EachEntryOfEachTreeIsProvenAndNoOther) {
  constexpr std::size_t kLargest = 40;
  SlowTree tree(numbered_entries(kLargest));
  for (std::uint64_t size = 1; size <= kLargest; ++size) {
    const Hash root = tree_root(tree, size).value();
    for (std::uint64_t index = 0; index < size; ++index) {
      Proof proof = make_inclusion_proof(tree, index, size).value();
      EXPECT_TRUE(verify_inclusion(tree.leaf(index), index, size, proof, root));
      EXPECT_FALSE(verify_inclusion(tree.leaf((index + 1) % kLargest), index, size, proof, root));
      EXPECT_FALSE(verify_inclusion(tree.leaf(index), size, size, proof, root));
      EXPECT_FALSE(size > 1 && verify_inclusion(tree.leaf(index), index ^ 1, size, proof, root));
      proof.push_back(root);
      EXPECT_FALSE(verify_inclusion(tree.leaf(index), index, size, proof, root));
    }
  }
}

TEST(MerkleTest, EachTreeContinuesEachSmallerOneAndNoOther) {
  constexpr std::size_t kLargest = 40;
  SlowTree tree(numbered_entries(kLargest));
  auto forked_entries = numbered_entries(kLargest);
  forked_entries[0] = "another beginning";
  SlowTree forked(forked_entries);
  for (std::uint64_t second = 0; second <= kLargest; ++second)
    for (std::uint64_t first = 0; first <= second; ++first) {
      const Hash before = tree_root(tree, first).value(), after = tree_root(tree, second).value();
      Proof proof = make_consistency_proof(tree, first, second).value();
      EXPECT_TRUE(verify_consistency(first, before, second, after, proof));
      const Hash other = tree_root(forked, second).value();
      EXPECT_FALSE(first > 0 &&
                   verify_consistency(first, before, second, other,
                                      make_consistency_proof(forked, first, second).value()));
      proof.push_back(after);
      EXPECT_FALSE(verify_consistency(first, before, second, after, proof));
      EXPECT_FALSE(first < second && verify_consistency(second, after, first, before, proof));
    }
}

TEST(MerkleTest, RefusesToProveWhatIsNotThere) {
  SlowTree tree(reference_leaves());
  EXPECT_FALSE(make_inclusion_proof(tree, 8, 8));
  EXPECT_FALSE(make_consistency_proof(tree, 8, 7));
}

}  // namespace
}  // namespace kontor::tlog
