#include "base/tlog/merkle.hpp"

#include <bit>

namespace kontor::tlog {
namespace {

// Leaves [begin, end) of a tree.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
  std::uint64_t size() const { return end - begin; }
};

// The largest power of two below `size`, which is at least 2: where RFC 9162 splits a tree.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

// MTH of a range that begins at a multiple of the power of two at or above its size.
Result<Hash> root_of(HashReader& hashes, Range range) {
  if (std::has_single_bit(range.size())) {
    const int height = std::countr_zero(range.size());
    return hashes.read(height, range.begin >> height);
  }
  const std::uint64_t middle = range.begin + split_of(range.size());
  const Hash left = TRY(root_of(hashes, {range.begin, middle}));
  const Hash right = TRY(root_of(hashes, {middle, range.end}));
  return node_hash(left, right);
}

// PATH(m, D_n), from the leaf's sibling to the root's child.
Status add_path(HashReader& hashes, std::uint64_t index, Range range, Proof& proof) {
  if (range.size() == 1) return ok();
  const std::uint64_t middle = range.begin + split_of(range.size());
  const Range left{range.begin, middle}, right{middle, range.end};
  TRY(add_path(hashes, index, index < middle ? left : right, proof));
  proof.push_back(TRY(root_of(hashes, index < middle ? right : left)));
  return ok();
}

// SUBPROOF(m, D_n, b): `first` is the end of the old tree; `whole` says that the old tree covers
// the range from its beginning, so that the verifier knows the range's root.
Status add_subproof(HashReader& hashes, std::uint64_t first, Range range, bool whole,
                    Proof& proof) {
  if (first == range.end) {
    if (!whole) proof.push_back(TRY(root_of(hashes, range)));
    return ok();
  }
  const std::uint64_t middle = range.begin + split_of(range.size());
  if (first <= middle) {
    TRY(add_subproof(hashes, first, {range.begin, middle}, whole, proof));
    proof.push_back(TRY(root_of(hashes, {middle, range.end})));
  } else {
    TRY(add_subproof(hashes, first, {middle, range.end}, /*whole=*/false, proof));
    proof.push_back(TRY(root_of(hashes, {range.begin, middle})));
  }
  return ok();
}

}  // namespace

Result<Hash> tree_root(HashReader& hashes, std::uint64_t size) {
  if (size == 0) return empty_root();
  return root_of(hashes, {0, size});
}

Result<Proof> make_inclusion_proof(HashReader& hashes, std::uint64_t index, std::uint64_t size) {
  if (index >= size)
    return Error{ErrorCode::invalid_argument, "the tree has no entry of that index"};
  Proof proof;
  TRY(add_path(hashes, index, {0, size}, proof));
  return proof;
}

Result<Proof> make_consistency_proof(HashReader& hashes, std::uint64_t first,
                                     std::uint64_t second) {
  if (first > second)
    return Error{ErrorCode::invalid_argument, "a tree is not consistent with a smaller one"};
  Proof proof;
  if (first == 0 || first == second) return proof;
  TRY(add_subproof(hashes, first, {0, second}, /*whole=*/true, proof));
  return proof;
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                      const Hash& root) {
  // 1.  Compare leaf_index from the inclusion_proof_v2 structure against tree_size.
  if (index >= size) return false;
  // 2.  Set fn to leaf_index and sn to tree_size - 1.
  std::uint64_t fn = index, sn = size - 1;
  // 3.  Set r to hash.
  Hash r = leaf;
  // 4.  For each value p in the inclusion_path array:
  for (const Hash& p : proof) {
    //   a.  If sn is 0, then stop the iteration and fail the proof verification.
    if (sn == 0) return false;
    //   b.  If LSB(fn) is set, or if fn is equal to sn, then hash p with r, and right-shift until
    //       LSB(fn) is set or fn is 0; otherwise hash r with p.
    if ((fn & 1) != 0 || fn == sn) {
      r = node_hash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = node_hash(r, p);
    }
    //   c.  Finally, right-shift both fn and sn one time.
    fn >>= 1;
    sn >>= 1;
  }
  // 5.  Compare sn to 0.  Compare r against the root_hash.
  return sn == 0 && r == root;
}

bool verify_consistency(std::uint64_t first, const Hash& first_root, std::uint64_t second,
                        const Hash& second_root, const Proof& proof) {
  if (first > second) return false;
  if (first == second) return proof.empty() && first_root == second_root;
  if (first == 0) return proof.empty() && first_root == empty_root();
  // 1.  If consistency_path is an empty array, stop and fail the proof verification.
  if (proof.empty()) return false;
  // 2.  If first is an exact power of 2, then prepend first_hash to the consistency_path array.
  const bool prepend = std::has_single_bit(first);
  auto next = proof.begin();
  // 3.  Set fn to first - 1 and sn to second - 1.
  std::uint64_t fn = first - 1, sn = second - 1;
  // 4.  If LSB(fn) is set, then right-shift both fn and sn equally until LSB(fn) is not set.
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  // 5.  Set both fr and sr to the first value in the consistency_path array.
  Hash fr = prepend ? first_root : *next++;
  Hash sr = fr;
  // 6.  For each subsequent value c in the consistency_path array:
  for (; next != proof.end(); ++next) {
    const Hash& c = *next;
    //   a.  If sn is 0, then stop the iteration and fail the proof verification.
    if (sn == 0) return false;
    //   b.  If LSB(fn) is set, or if fn is equal to sn, then: fr = HASH(c, fr), sr = HASH(c, sr),
    //       and right-shift until LSB(fn) is set or fn is 0; otherwise sr = HASH(sr, c).
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    //   c.  Finally, right-shift both fn and sn one time.
    fn >>= 1;
    sn >>= 1;
  }
  // 7.  Verify that fr equals first_hash, sr equals second_hash, and sn is 0.
  return fr == first_root && sr == second_root && sn == 0;
}

}  // namespace kontor::tlog
