#include "base/tlog/checkpoint.hpp"

#include <gtest/gtest.h>

#include "base/core/json.hpp"
#include "base/tlog/offline_proof.hpp"
#include "tests/unit/base_tlog/reference_trees.hpp"

namespace kontor::tlog {
namespace {

std::string code_of(const Error& error) { return Json::parse(error.detail).value("code", ""); }

class CheckpointTest : public ::testing::Test {
 protected:
  std::string sign(const std::string& text, const std::string& name = "example.com/log") {
    Note note{.text = text};
    note.signatures.push_back(
        sign_note(text, VerifierKey::make(name, key.public_key()).value(), key));
    return to_text(note);
  }
  std::string text(std::uint64_t size) {
    return to_text(Checkpoint{"example.com/log", size, tree_root(tree, size).value()});
  }

  crypto::SigningKey key = crypto::SigningKey::generate();
  LogPolicy policy{"example.com/log",
                   {VerifierKey::make("example.com/log", key.public_key()).value()}};
  SlowTree tree{reference_leaves()};
};

TEST_F(CheckpointTest, ReadsWhatTheSpecificationShows) {
  const auto checkpoint = parse_checkpoint(
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20'852'163U);
  EXPECT_EQ(to_base64(checkpoint->root), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
}

TEST_F(CheckpointTest, RefusesWhatIsNoCheckpoint) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  for (const std::string& wrong :
       {std::string(), std::string("a\n"), std::string("a\n1\n"), "\n1\n" + root, "a\n01\n" + root,
        "a\n-1\n" + root, "a\n+1\n" + root, "a\n9223372036854775808\n" + root, "a\nx\n" + root,
        "a\n1\n" + root.substr(1), "a\n1\n" + root + "\n", "a\n1\n" + root + "ext\n\n",
        "a\n1\n" + root.substr(0, root.size() - 1)})
    EXPECT_FALSE(parse_checkpoint(wrong)) << wrong;
  EXPECT_EQ(parse_checkpoint("a\n1\n" + root + "more\n")->extensions.size(), 1U);
}

TEST_F(CheckpointTest, BelievesTheLogsOwnSignatureOnly) {
  EXPECT_EQ(open_checkpoint(sign(text(8)), policy)->size, 8U);

  const auto stranger = open_checkpoint(sign(text(8), "example.com/other"), policy);
  EXPECT_EQ(code_of(stranger.error()), "log-not-signed");
  std::string altered = sign(text(8));
  altered.replace(altered.find("\n8\n"), 3, "\n9\n");
  EXPECT_EQ(code_of(open_checkpoint(altered, policy).error()), "log-not-signed");
  EXPECT_EQ(code_of(open_checkpoint(text(8), policy).error()), "log-not-signed");
  policy.origin = "example.com/elsewhere";
  EXPECT_EQ(code_of(open_checkpoint(sign(text(8)), policy).error()), "log-wrong-origin");
}

TEST_F(CheckpointTest, AsksForAsManyWitnessesAsThePolicySays) {
  const auto witness = crypto::SigningKey::generate();
  const auto verifier =
      VerifierKey::make("w.example", witness.public_key(), SignatureType::cosignature_v1).value();
  policy.witnesses = {verifier};
  policy.witness_threshold = 1;

  EXPECT_EQ(code_of(open_checkpoint(sign(text(8)), policy).error()), "log-not-witnessed");
  const std::string cosigned =
      sign(text(8)) + signature_line(cosign_note(text(8), verifier, witness, 1000));
  EXPECT_TRUE(open_checkpoint(cosigned, policy));
}

TEST_F(CheckpointTest, AnOfflineProofProvesItsEntryAndNoOther) {
  const OfflineProof proof{"extra", 5, make_inclusion_proof(tree, 5, 8).value(), sign(text(8))};
  const auto parsed = parse_offline_proof(to_text(proof));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(to_text(*parsed), to_text(proof));
  EXPECT_EQ(parsed->extra, "extra");

  EXPECT_TRUE(verify_offline_proof(*parsed, reference_leaves()[5], policy));
  EXPECT_EQ(code_of(verify_offline_proof(*parsed, reference_leaves()[4], policy).error()),
            "log-proof");
}

TEST_F(CheckpointTest, RefusesWhatIsNoProof) {
  const std::string note = sign(text(8));
  const std::string hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  std::string long_path;
  for (int count = 0; count < 64; ++count) long_path += hash;
  const std::string first = "c2sp.org/tlog-proof@v1\n";
  EXPECT_TRUE(parse_offline_proof(first + "index 0\n\n" + note));
  for (const std::string& wrong :
       {std::string(), note, first, first + "index 0\n", first + "index 0\n\n", first + note,
        first + "index 00\n\n" + note, first + "index -1\n\n" + note, first + "index\n\n" + note,
        first + "extra \nindex 0\n\n" + note, first + "extra !\nindex 0\n\n" + note,
        first + "index 0\nabc\n\n" + note, first + "index 0\n" + long_path + "\n" + note,
        "c2sp.org/tlog-proof@v2\nindex 0\n\n" + note})
    EXPECT_FALSE(parse_offline_proof(wrong)) << wrong.substr(0, 60);
}

}  // namespace
}  // namespace kontor::tlog
