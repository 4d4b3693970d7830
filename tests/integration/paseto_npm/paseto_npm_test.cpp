#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/document/offline.hpp"
#include "licensing/document/offline_parts.hpp"
#include "licensing/document/revocation_list.hpp"
#include "tests/support/licenses.hpp"

// npm's paseto, which knows nothing of Kontor, opens what we sign and signs what we open.
namespace kontor::licensing {
namespace {

class PasetoNpm : public ::testing::Test {
 protected:
  PasetoNpm() : folder_(temporary_folder()) {}
  ~PasetoNpm() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "paseto-npm-XXXXXX").string();
    return mkdtemp(name.data());
  }

  Json peer(const Json& wishes) const {
    const auto source = std::filesystem::path(std::getenv("KONTOR_SOURCE"));
    EXPECT_TRUE(write_file(folder_ / "wishes.json", wishes.dump(), FileMode::shared));
    const std::string command =
        "node " + (source / "tests/integration/paseto_npm/peer.mjs").string() + " " +
        (folder_ / "wishes.json").string() + " >" + (folder_ / "answer").string() + " 2>&1";
    const int status = std::system(command.c_str());
    const std::string answer = read_file(folder_ / "answer", 1'000'000).value();
    EXPECT_EQ(WEXITSTATUS(status), 0) << answer;
    return Json::parse(answer, nullptr, /*allow_exceptions=*/false);
  }

  static Json opening(const std::string& token, const crypto::PublicKey& key,
                      const std::string& assertion = "") {
    return {{"token", token},
            {"public_key", hex_encode(key.ed25519_raw())},
            {"assertion", hex_encode(assertion)}};
  }
  static Json signing(const std::string& payload, const std::string& footer,
                      const std::string& assertion) {
    return {{"payload", hex_encode(payload)},
            {"secret_key", hex_encode(seed() + key().public_key().ed25519_raw())},
            {"footer", hex_encode(footer)},
            {"assertion", hex_encode(assertion)}};
  }
  static std::string seed() { return std::string(32, 'm'); }  // The maker's market key.
  static crypto::SigningKey key() { return crypto::SigningKey::from_seed(seed()).value(); }

  testing::LicenseMaker maker_;
  std::filesystem::path folder_;
};

TEST_F(PasetoNpm, OpensEveryKindOfDocumentWeSign) {
  const auto device = crypto::SigningKey::generate();
  const std::string device_hex = hex_encode(device.public_key().ed25519_raw());
  const std::string license = maker_.document(SeatModel::concurrent, 2);
  const std::string list =
      sign_revocations({.company_id = "c", .sequence = 3, .issued_at_ms = 5}, key()).value();
  OfflineResponse response{
      .nonce = std::string(32, 'a'), .device_key = device_hex, .host_id = "h", .license_id = "l"};
  std::string answer = sign_offline_response(response, key()).value();
  answer.pop_back();
  const std::string bound = device_binding(device.public_key(), "h");
  const auto ours = [](const std::string& token, const std::string& assertion) {
    const auto opened = crypto::paseto::verify(key().public_key(), token, assertion).value();
    return Json{{"payload", hex_encode(opened.payload)}, {"footer", hex_encode(opened.footer)}};
  };

  const Json found =
      peer({{"verify",
             {opening(license, key().public_key()), opening(list, key().public_key()),
              opening(answer, key().public_key(), bound),
              opening(answer, key().public_key(), "another device")}}})["opened"];

  EXPECT_EQ(found[0], ours(license, ""));
  EXPECT_EQ(found[1], ours(list, ""));
  EXPECT_EQ(found[2], ours(answer, bound));
  EXPECT_TRUE(found[3].contains("refused")) << found[3];
}

TEST_F(PasetoNpm, SignsDocumentsThatWeOpenAndThatAreOursToTheByte) {
  const std::string license = maker_.document(SeatModel::concurrent, 2);
  const auto opened = crypto::paseto::verify(key().public_key(), license).value();

  const Json found = peer({{"sign",
                            {signing(opened.payload, opened.footer, ""),
                             signing(R"({"text":"åäö"})", "", "bound to a device")}}})["signed"];

  EXPECT_EQ(found[0], license);
  EXPECT_TRUE(verify_license(found[0].get<std::string>(), maker_.trusted()));
  const std::string bound = found[1];
  EXPECT_EQ(crypto::paseto::verify(key().public_key(), bound, "bound to a device")->payload,
            R"({"text":"åäö"})");
  EXPECT_FALSE(crypto::paseto::verify(key().public_key(), bound, "bound to another"));
  EXPECT_FALSE(crypto::paseto::verify(key().public_key(), bound));
}

TEST_F(PasetoNpm, RefusesWhatWeRefuse) {
  const std::string good = maker_.document(SeatModel::concurrent, 2);
  std::vector<std::string> bad = {good.substr(0, good.size() - 4), good + ".x",
                                  "v3" + good.substr(2), "v4.local" + good.substr(9), ""};
  for (std::size_t i = 10; i < good.size(); i += 97) {
    std::string flipped = good;
    flipped[i] = flipped[i] == 'A' ? 'B' : 'A';
    bad.push_back(flipped);
  }
  Json wishes = Json::array();
  for (const std::string& token : bad) wishes.push_back(opening(token, key().public_key()));

  const Json found = peer({{"verify", wishes}})["opened"];

  ASSERT_EQ(found.size(), bad.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    EXPECT_FALSE(crypto::paseto::verify(key().public_key(), bad[i])) << bad[i];
    EXPECT_TRUE(found[i].contains("refused")) << i << " " << bad[i];
  }
}

}  // namespace
}  // namespace kontor::licensing
