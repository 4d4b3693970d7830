#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/document.hpp"
#include "base/tuf/limits.hpp"

namespace kontor::tuf {
namespace {

// A signed file made elsewhere (openssl), one for each kind of key. Its "signed" is
// {"_type":"targets","spec_version":"1.0.31"}.
constexpr const char* kBody = R"({"_type":"targets","spec_version":"1.0.31"})";

constexpr const char* kEcdsaKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENtDxOu4FGnOVdKwz/xCmIFkU+LCe\n"
    "6F0xyrvjmrY64M2WLixmZ9ovNtnTejE+qSbO5hy0CzaSEloSE2d4QYEdrg==\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* kEcdsaSignature =
    "304502203ac902e700702cccf13ea58de5c3b7acff136fa3875d1476cae063944b6f7ad8022100a3f20e0a75"
    "a7e2a81eae3db23072aaf3e09c7a235f33fd6c3fff1cc87d6fe668";
constexpr const char* kRsaKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqri3AdfwFDZeZ3va0FKw\n"
    "I1NlEfGhrtmXD0wLImyhiayLLUtOL8HGNhwPRkIwyqPWC1wiQstew1qks+3e2AFt\n"
    "w5sb04AAh4oov0nc4P8JBGz+/XCx8eVKBr4XZqPZz1rPhpnAS2GCpuEJffLG/Dhx\n"
    "2O4WABrwIihOcm/3Kv6HCh5F1d3ISQLu9Y8TqgrG2xmtmGY+4cqdyi5EectJVWX0\n"
    "956dso49Fl2o+WptSx2Ei3ery4Bt16XdPlu/NCKQ+lfkJR/RhaYszAb/6sg63w47\n"
    "6QoVXbzYsg9Tc5ZYbN59R+yHph5ics2P72lYzSCmG1jnZwsKtyF0r9DAPqFQ2N8d\n"
    "8wIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* kRsaSignature =
    "20148f6703ee7108fa6f4ea83378ec8f02b69499aa2efe0782e8e75c207602ae70d7645e39a350d6db74d972"
    "17f697fc87430f37f4757fdca0baeb4d1996ef36df85decb981ffe2c583844c9676c2bbdf371d54897581801"
    "f558cdfc44ee684b7e4e97732ff6bc764b4da4f213624d0744206160d0dac293fcf037005f062129567e1f89"
    "541767dae9a04898483e20b922836ad7b94aa99a0b205b6c51659c05ed6b468863b84728bb603758a06e0750"
    "ec28b177c1d112cc039ce95736f4213c1699743fa35e58179489abc54a43745a7c8b8ff777719dee4593ccdf"
    "2f1598abf154c1bc692ae806d33298f1a0d21767939d6ec227eba35a7da7d07651326fbc";

struct Kind {
  const char* keytype;
  const char* scheme;
  const char* key;
  const char* signature;
};

bool accepted(const Kind& kind, const Json& extra = Json::object()) {
  Json object = {
      {"keytype", kind.keytype}, {"scheme", kind.scheme}, {"keyval", {{"public", kind.key}}}};
  const std::string id = crypto::sha256_hex(crypto::canonical_json(object).value());
  object.update(extra);
  const Json file = {{"signed", Json::parse(kBody)},
                     {"signatures", {{{"keyid", id}, {"sig", kind.signature}}}}};
  const auto document = parse_document(file.dump(), "targets", "r", kTargetsBytesMax);
  const auto table = parse_keys({{id, object}}, "r");
  return document && table && check_threshold(*document, *table, {{id}, 1}, "r");
}

TEST(KeyKind, EcdsaAndRsaPssVerify) {
  EXPECT_TRUE(accepted({"ecdsa", "ecdsa-sha2-nistp256", kEcdsaKey, kEcdsaSignature}));
  EXPECT_TRUE(accepted({"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", kEcdsaKey, kEcdsaSignature}));
  EXPECT_TRUE(accepted({"rsa", "rsassa-pss-sha256", kRsaKey, kRsaSignature}));
}

TEST(KeyKind, AKeyIsNotUsedUnderAnotherScheme) {
  EXPECT_FALSE(accepted({"rsa", "ecdsa-sha2-nistp256", kEcdsaKey, kEcdsaSignature}));
  EXPECT_FALSE(accepted({"rsa", "rsassa-pss-sha256", kEcdsaKey, kEcdsaSignature}));
  EXPECT_FALSE(accepted({"ecdsa", "ecdsa-sha2-nistp256", kRsaKey, kRsaSignature}));
  EXPECT_FALSE(accepted({"ed25519", "ed25519", kEcdsaKey, kEcdsaSignature}));
  EXPECT_FALSE(accepted({"rsa", "rsa-pkcs1v15-sha256", kRsaKey, kRsaSignature}));
}

TEST(KeyKind, MembersTheSpecificationDoesNotNameChangeNothing) {
  EXPECT_TRUE(accepted({"ecdsa", "ecdsa-sha2-nistp256", kEcdsaKey, kEcdsaSignature},
                       {{"keyid_hash_algorithms", {"md5"}}, {"x-owner", {{"a", 1}}}}));
}

}  // namespace
}  // namespace kontor::tuf
