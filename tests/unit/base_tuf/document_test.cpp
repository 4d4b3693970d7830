#include "base/tuf/document.hpp"

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/repository/roles.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::tuf {
namespace {

using marketplace::sign_metadata;
using marketplace::tuf_body;
using marketplace::tuf_key;
using marketplace::tuf_key_id;

class ThresholdTest : public ::testing::Test {
 protected:
  void SetUp() override { add(key), add(second); }

  void add(const crypto::SigningKey& added) {
    const std::string id = tuf_key_id(added.public_key()).value();
    keys[id] = tuf_key(added.public_key());
    signers.key_ids.insert(id);
  }

  bool accepted(const std::string& bytes) {
    const auto document = parse_document(bytes, "targets", "r", kTargetsBytesMax);
    const auto table = parse_keys(keys, "r");
    return document && table && check_threshold(*document, *table, signers, "r");
  }

  crypto::SigningKey key = crypto::SigningKey::generate();
  crypto::SigningKey second = crypto::SigningKey::generate();
  Json keys = Json::object();
  RoleKeys signers{{}, 2};
  Json body = tuf_body("targets", 1, 1'790'000'000'000);
};

TEST_F(ThresholdTest, CountsDifferentKeys) {
  EXPECT_TRUE(accepted(sign_metadata(body, {key, second}).value()));
  EXPECT_FALSE(accepted(sign_metadata(body, {key}).value()));
  EXPECT_FALSE(accepted(sign_metadata(body, {key, key}).value()));
  EXPECT_FALSE(accepted(sign_metadata(body, {key, crypto::SigningKey::generate()}).value()));
}

TEST_F(ThresholdTest, CountsOneKeyUnderTwoIdsOnce) {
  Json twin = tuf_key(key.public_key());
  twin["x-note"] = "the same key in other words";
  const std::string twin_id = crypto::sha256_hex(to_text(twin));
  keys[twin_id] = twin;
  signers.key_ids.insert(twin_id);
  Json file = Json::parse(sign_metadata(body, {key}).value());
  Json again = file["signatures"][0];
  again["keyid"] = twin_id;
  file["signatures"].push_back(again);

  EXPECT_FALSE(accepted(file.dump()));
}

TEST_F(ThresholdTest, IgnoresAKeyWhoseIdIsNotItsHash) {
  const std::string id = tuf_key_id(second.public_key()).value();
  const std::string wrong(64, '0');
  keys[wrong] = keys[id];
  keys.erase(id);
  signers.key_ids.insert(wrong);
  Json file = Json::parse(sign_metadata(body, {key, second}).value());
  file["signatures"][1]["keyid"] = wrong;

  EXPECT_FALSE(accepted(file.dump()));
}

TEST_F(ThresholdTest, SkipsEmptySignatures) {
  Json file = Json::parse(sign_metadata(body, {key, second}).value());
  file["signatures"].insert(file["signatures"].begin(),
                            Json{{"keyid", std::string(64, 'a')}, {"sig", ""}});

  EXPECT_TRUE(accepted(file.dump()));
}

TEST_F(ThresholdTest, NoticesAChangedBody) {
  Json file = Json::parse(sign_metadata(body, {key, second}).value());
  file["signed"]["version"] = 2;

  EXPECT_FALSE(accepted(file.dump()));
}

TEST(Document, IsRefusedWhenItIsNotOne) {
  const auto refused = [](const std::string& bytes) {
    return !parse_document(bytes, "targets", "r", 1000);
  };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("[]"));
  EXPECT_TRUE(refused(R"({"signed":{},"signatures":[]})"));
  EXPECT_TRUE(refused(R"({"signed":{"_type":"root","spec_version":"1.0.0"},"signatures":[]})"));
  EXPECT_TRUE(refused(R"({"signed":{"_type":"targets","spec_version":"2.0.0"},"signatures":[]})"));
  EXPECT_TRUE(
      refused(R"({"signed":{"_type":"targets","spec_version":"1.0.0","x":1.5},"signatures":[]})"));
  EXPECT_FALSE(refused(R"({"signed":{"_type":"targets","spec_version":"1.0.0"},"signatures":[]})"));
  EXPECT_TRUE(refused(std::string(1001, ' ')));
}

TEST(PathPattern, StarStaysInsideOneComponent) {
  EXPECT_TRUE(path_matches("a/*/*", "a/plugin/1.0.0.kpkg"));
  EXPECT_FALSE(path_matches("a/*/*", "a/plugin"));
  EXPECT_FALSE(path_matches("a/*/*", "a/plugin/deep/1.kpkg"));
  EXPECT_FALSE(path_matches("a/*", "ab/x"));
  EXPECT_FALSE(path_matches("*", "a/b"));
  EXPECT_TRUE(path_matches("*", ""));
  EXPECT_TRUE(path_matches("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(path_matches("*a*b", "xxaxxbxx"));
  EXPECT_TRUE(path_matches("v-?.tgz", "v-1.tgz"));
  EXPECT_FALSE(path_matches("v-?.tgz", "v-/.tgz"));
  EXPECT_FALSE(path_matches(std::string(2000, '*') + "b", std::string(2000, 'a')));
}

// The vector of marketplace/repository/README.md.
TEST(KeyId, IsTheHashOfTheCanonicalKeyObject) {
  const auto key = crypto::PublicKey::from_ed25519(
      hex_decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").value());

  EXPECT_EQ(tuf_key_id(*key).value(),
            "74c181c7ad8a0855d4b55e44d2ba87aabdddb196832571f15f92fece332e4916");
}

TEST(RoleName, BecomesOneHarmlessComponent) {
  EXPECT_EQ(encode_role("vendor.a-b_c~1"), "vendor.a-b_c~1");
  EXPECT_EQ(encode_role("../é"), "..%2F%C3%A9");
}

TEST(Delegation, ToATopLevelRoleIsRefused) {
  Json body = tuf_body("targets", 1, 1'790'000'000'000);
  body["targets"] = Json::object();
  body["delegations"] = {{"keys", Json::object()},
                         {"roles",
                          {{{"name", "root"},
                            {"keyids", Json::array()},
                            {"threshold", 1},
                            {"terminating", false},
                            {"paths", {"*"}}}}}};

  EXPECT_FALSE(parse_targets(body, "targets"));
  body["delegations"]["roles"][0]["name"] = "other";
  EXPECT_TRUE(parse_targets(body, "targets"));
  body["delegations"]["roles"][0]["threshold"] = 0;
  EXPECT_FALSE(parse_targets(body, "targets"));
}

}  // namespace
}  // namespace kontor::tuf
