#include "base/tlog/tiles.hpp"

#include <gtest/gtest.h>

#include "tests/unit/base_tlog/reference_trees.hpp"

namespace kontor::tlog {
namespace {

using Kind = Tile::Kind;

TEST(TilesTest, WritesThePathsOfTheSpecification) {
  EXPECT_EQ(tile_path({Kind::hashes, 0, 1234067}), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path({Kind::hashes, 3, 0, 112}), "tile/3/000.p/112");
  EXPECT_EQ(tile_path({Kind::entries, 0, 1000, 1}), "tile/entries/x001/000.p/1");
}

TEST(TilesTest, ReadsExactlyThePathsItWrites) {
  for (const Tile& tile :
       {Tile{Kind::hashes, 0, 1234067}, Tile{Kind::hashes, 7, 999, 255},
        Tile{Kind::entries, 0, 0, 1}, Tile{Kind::entries, 0, 18014398509481983U}}) {
    const auto parsed = parse_tile_path(tile_path(tile));
    ASSERT_TRUE(parsed) << tile_path(tile);
    EXPECT_EQ(*parsed, tile);
  }
  for (const char* path : {"",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/00/000",
                           "tile/8/000",
                           "tile/-1/000",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/x000/000",
                           "tile/0/001/000",
                           "tile/0/x001",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000/",
                           "tile/0/../000",
                           "tile/entries/0/000",
                           "tile/0/x99999999999999999999/000",
                           "/tile/0/000"})
    EXPECT_FALSE(parse_tile_path(path)) << path;
}

// The example of the specification: 70,000 leaves.
TEST(TilesTest, KnowsHowWideTheTilesOfATreeAre) {
  constexpr std::uint64_t kSize = 70'000;
  EXPECT_EQ(tile_in_tree(Kind::hashes, 0, 272, kSize).width, 256U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 0, 273, kSize).width, 112U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 0, 274, kSize).width, 0U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 1, 0, kSize).width, 256U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 1, 1, kSize).width, 17U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 2, 0, kSize).width, 1U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 3, 0, kSize).width, 0U);
  EXPECT_EQ(tile_in_tree(Kind::hashes, 1, 0, 256).width, 1U);

  EXPECT_TRUE(is_within({Kind::hashes, 0, 273, 112}, kSize));
  EXPECT_TRUE(is_within({Kind::hashes, 0, 273, 1}, kSize));
  EXPECT_FALSE(is_within({Kind::hashes, 0, 273, 113}, kSize));
  EXPECT_FALSE(is_within({Kind::hashes, 0, 273}, kSize));
}

TEST(TilesTest, BundlesGiveBackTheirEntriesAndNothingElse) {
  const std::vector<std::string> entries{"one", "", std::string(65535, 'x')};
  std::string bundle;
  for (const std::string& entry : entries) append_to_bundle(bundle, entry);

  EXPECT_EQ(parse_bundle(bundle, 3).value(), entries);
  EXPECT_FALSE(parse_bundle(bundle, 2));
  EXPECT_FALSE(parse_bundle(bundle, 4));
  EXPECT_FALSE(parse_bundle(bundle.substr(0, bundle.size() - 1), 3));
  EXPECT_FALSE(parse_bundle(bundle + "x", 3));
}

class TileReaderTest : public ::testing::Test {
 protected:
  // The tiles a log of this size would serve, made from the definition.
  Result<std::string> serve(const Tile& tile) {
    ++requests;
    std::string bytes;
    const int height = tile.level * kTileHeight;
    for (std::uint64_t place = 0; place < tile.width; ++place)
      bytes += tree.read(height, tile.index * kTileWidth + place)->view();
    if (tamper) tamper(bytes);
    return bytes;
  }
  TileReader reader(std::uint64_t size) {
    return {size, [this](const Tile& tile, std::size_t) { return serve(tile); }};
  }

  static constexpr std::uint64_t kSize = 70'000;
  SlowTree tree{numbered_entries(kSize)};
  int requests = 0;
  std::function<void(std::string&)> tamper;
};

TEST_F(TileReaderTest, MakesProofsOfAnyEntryOutOfTiles) {
  for (const std::uint64_t index : {0U, 255U, 256U, 65'535U, 65'536U, 69'999U}) {
    requests = 0;
    TileReader tiles = reader(kSize);
    const Proof proof = make_inclusion_proof(tiles, index, kSize).value();
    EXPECT_LE(requests, 6);
    EXPECT_TRUE(verify_inclusion(tree.leaf(index), index, kSize, proof, tree.root(0, kSize)));
  }
}

TEST_F(TileReaderTest, ProvesThatALogContinuesEachOfItsFormerSelves) {
  for (const std::uint64_t first : {1U, 2U, 255U, 256U, 257U, 65'536U, 65'537U, 69'999U}) {
    TileReader tiles = reader(kSize);
    const Proof proof = make_consistency_proof(tiles, first, kSize).value();
    EXPECT_TRUE(verify_consistency(first, tree.root(0, first), kSize, tree.root(0, kSize), proof));
  }
}

TEST_F(TileReaderTest, RefusesTilesOfAnotherLength) {
  tamper = [](std::string& bytes) { bytes.pop_back(); };
  TileReader shorter = reader(kSize);
  EXPECT_EQ(tree_root(shorter, kSize).error().code, ErrorCode::untrusted);
  tamper = [](std::string& bytes) { bytes += "more"; };
  TileReader longer = reader(kSize);
  EXPECT_EQ(tree_root(longer, kSize).error().code, ErrorCode::untrusted);
}

}  // namespace
}  // namespace kontor::tlog
