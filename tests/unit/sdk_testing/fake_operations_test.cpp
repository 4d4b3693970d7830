#include <gtest/gtest.h>

#include <kontor/base64.hpp>
#include <kontor/file.hpp>
#include <kontor/host.hpp>
#include <kontor/license.hpp>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/crypto/keys.hpp"
#include "sdk/testing/fake_host.hpp"

namespace kontor::testing {
namespace {

class FakeOperations : public ::testing::Test {
 protected:
  FakeHost fake;
  Host host{fake.c_host()};
};

TEST_F(FakeOperations, KeepFilesByPieces) {
  std::string bytes;
  for (int i = 0; i < 1'500'000; ++i) bytes += static_cast<char>(i % 253);

  const std::string id = put_file(host, {.name = "call.wav", .content_type = "audio/wav"}, bytes);

  std::string back;
  get_file(host, id, [&](std::string_view piece) { back += piece; });
  EXPECT_EQ(back, bytes);
  EXPECT_EQ(fake.file(id)->begun.name, "call.wav");
  const auto gap = fake.call("file.put/1", {{"file", id}, {"data", "AAAA"}, {"offset", 0}});
  EXPECT_EQ(gap.error().code, ErrorCode::not_found);  // It has ended.
  host.file_delete({.file = id});
  EXPECT_FALSE(fake.file(id));
}

TEST_F(FakeOperations, SendOneMailForOnePermitAndOneKey) {
  const std::string anna = fake.add_record("person", {{"email", "anna@example.test"}});
  fake.allow(anna, "marketing");
  const auto permit = [&] {
    return host.message_permit({.person = anna, .channel = "email", .purpose = "marketing"}).permit;
  };
  const std::string first = permit();

  const auto sent = host.mail_send({.permit = first, .subject = "s", .text = "t", .key = "k"});

  EXPECT_EQ(fake.mails().front().address, "anna@example.test");
  EXPECT_EQ(host.mail_send({.permit = permit(), .subject = "s", .text = "t", .key = "k"}).id,
            sent.id);
  EXPECT_THROW(host.mail_send({.permit = first, .subject = "s", .text = "t"}), Failure);
  EXPECT_EQ(fake.mails().size(), 1U);
}

TEST_F(FakeOperations, CancelAJobOnce) {
  const std::string job = host.job_schedule({.job = "x", .run_at = "2026-01-01T00:00:00Z"}).id;

  EXPECT_TRUE(host.job_cancel({.id = job}).cancelled);
  EXPECT_FALSE(host.job_cancel({.id = job}).cancelled);
  EXPECT_TRUE(fake.jobs().empty());
}

TEST_F(FakeOperations, ProveALicenceToWhoeverKnowsTheKey) {
  const LicenseKeys keys{.licenses = {fake.license_key()}};
  const LicenseKeys strangers{.licenses = {std::string(64, '1')}};

  EXPECT_EQ(check_license(host, "", keys), "licensed");
  EXPECT_THROW(check_license(host, "", strangers), Failure);
  EXPECT_THROW(check_license(host, "another.product", keys), Failure);
  fake.license("unlicensed");
  EXPECT_EQ(check_license(host, "", strangers), "unlicensed");
}

TEST_F(FakeOperations, CannotMakeAPluginBelieveAnAnswerItDidNotProve) {
  const LicenseKeys keys{.licenses = {fake.license_key()}};
  const LicenseQuestion asked{.product = "", .nonce = "0123456789abcdef"};
  auto answer = host.license_check({.nonce = asked.nonce});
  const auto believed = [&](const op::LicenseCheckResponse& given, LicenseQuestion question) {
    try {
      return verified_state(given, question, keys, now()) == "licensed";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status(), KONTOR_UNTRUSTED);
      return false;
    }
  };
  ASSERT_TRUE(believed(answer, asked));

  EXPECT_FALSE(believed(answer, {.product = "", .nonce = "fedcba9876543210"}));
  auto bare = answer;
  bare.token.reset();
  EXPECT_FALSE(believed(bare, asked));
  auto trial = answer;
  trial.state = "trial";
  EXPECT_FALSE(believed(trial, asked));
  auto swapped = answer;
  std::swap(swapped.token, swapped.document);
  EXPECT_FALSE(believed(swapped, asked));
  for (const std::size_t at : {std::size_t{12}, std::size_t{40}, answer.token->size() / 2}) {
    auto bent = answer;
    (*bent.token)[at] = (*bent.token)[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(believed(bent, asked)) << at;
  }
}

TEST(Ed25519, AgreesWithOpenSsl) {
  for (int i = 0; i < 20; ++i) {
    const auto key = crypto::SigningKey::generate();
    const std::string raw = key.public_key().ed25519_raw();
    const std::string message(static_cast<std::size_t>(i * 13), 'm');
    std::string signature = key.sign(message);
    EXPECT_TRUE(ed25519_verify(raw, message, signature));
    EXPECT_FALSE(ed25519_verify(raw, message + "x", signature));
    signature[static_cast<std::size_t>(i * 3)] ^= 1;
    EXPECT_FALSE(ed25519_verify(raw, message, signature));
  }
}

TEST(Ed25519, AgreesWithRfc8032AndRefusesAScalarOverTheOrder) {
  const auto bytes = [](const char* hex) { return hex_decode(hex).value(); };
  const std::string key = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  std::string signature = bytes(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
      "b46bd25bf5f0595bbe24655141438e7a100b");

  EXPECT_TRUE(ed25519_verify(key, "", signature));
  // The same scalar plus the order of the group: equal in the arithmetic, not a signature.
  const std::string order =
      bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  int carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    const int sum = static_cast<unsigned char>(signature[32 + i]) +
                    static_cast<unsigned char>(order[i]) + carry;
    signature[32 + i] = static_cast<char>(sum & 255);
    carry = sum >> 8;
  }
  EXPECT_FALSE(ed25519_verify(key, "", signature));
}

TEST(Sha512, AgreesWithOpenSslAtEveryLength) {
  std::string text;
  for (int i = 0; i < 300; ++i, text += static_cast<char>(i)) {
    EXPECT_EQ(sha512(text), crypto::sha512(text)) << i;
  }
}

TEST(PluginBase64, AgreesWithTheHosts) {
  std::string bytes;
  for (int i = 0; i < 100; ++i, bytes += static_cast<char>(i * 37)) {
    EXPECT_EQ(to_base64(bytes), base64_encode(bytes));
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  for (const char* wrong : {"A", "AA=A", "A===", "@@@@", "AAAA=", "AA"}) {
    EXPECT_THROW(from_base64(wrong), Failure) << wrong;
  }
}

}  // namespace
}  // namespace kontor::testing
