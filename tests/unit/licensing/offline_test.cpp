#include "licensing/document/offline.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/document/offline_parts.hpp"
#include "licensing/document/qr_code.hpp"
#include "tests/support/licenses.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

using testing::at, testing::code_of;

class OfflineTest : public ::testing::Test {
 protected:
  OfflineRequest request() const {
    return {.device_key = hex_encode(device_.public_key().ed25519_raw()),
            .host_id = "01990000-0000-7000-8000-00000000beef",
            .fingerprint = {std::string(16, '1'), std::string(16, '2'), std::string(16, '3')},
            .nonce = "00112233445566778899aabbccddeeff",
            .license_id = "01990000-0000-7000-8000-000000000001",
            .at_ms = now_};
  }
  OfflineResponse response() const {
    return {.nonce = request().nonce,
            .device_key = request().device_key,
            .host_id = request().host_id,
            .license_id = request().license_id,
            .activated_at_ms = now_,
            .revocations_sequence = 7,
            .attachments = {{"license", maker_.document(SeatModel::concurrent, 10)}},
            .at_ms = now_};
  }
  std::string answer() const {
    return sign_offline_response(response(), maker_.market_key).value();
  }
  std::string refusal(const std::string& file, const OfflineRequest& expected,
                      TimeMs now_ms) const {
    const auto read = verify_offline_response(file, maker_.trusted().license_key, expected, now_ms);
    EXPECT_FALSE(read);
    return read ? "" : code_of(read.error());
  }
  std::string refusal(const std::string& file) const { return refusal(file, request(), now_); }
  // The answer with another payload, signed by the right key for the right device.
  std::string changed(const std::function<void(Json&)>& change) const {
    const std::string good = answer();
    const std::size_t end = good.find('\n');
    const std::string bound = device_binding(device_.public_key(), request().host_id);
    const auto opened =
        crypto::paseto::verify(maker_.market_key.public_key(), good.substr(0, end), bound).value();
    Json json = Json::parse(opened.payload);
    change(json);
    return crypto::paseto::sign(maker_.market_key, to_text(json), opened.footer, bound) +
           good.substr(end);
  }
  template <typename Document>
  static std::string code(const Result<Document>& read) {
    return read ? "" : code_of(read.error());
  }

  testing::LicenseMaker maker_;
  crypto::SigningKey device_ = crypto::SigningKey::generate();
  TimeMs now_ = at("2026-11-22T10:00:00Z");
};

TEST_F(OfflineTest, ARequestSaysWhichDeviceWishesWhat) {
  OfflineRequest wish = request();
  wish.action = OfflineAction::borrow;
  wish.subject = "u-17";
  wish.days = 14;

  const auto file = sign_offline_request(wish, device_);
  ASSERT_TRUE(file) << file.error().message;
  const auto read = verify_offline_request(*file, now_ + kDayMs);

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->device_key, wish.device_key);
  EXPECT_EQ(read->fingerprint, wish.fingerprint);
  EXPECT_EQ(read->nonce, wish.nonce);
  EXPECT_EQ(read->action, OfflineAction::borrow);
  EXPECT_EQ(read->subject, "u-17");
  EXPECT_EQ(read->days, 14);
}

TEST_F(OfflineTest, AResponseBringsWhatWasAskedToTheDeviceThatAsked) {
  const auto read =
      verify_offline_response(answer(), maker_.trusted().license_key, request(), now_);

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->activated_at_ms, now_);
  EXPECT_EQ(read->revocations_sequence, 7);
  ASSERT_EQ(read->attachments.size(), 1U);
  EXPECT_EQ(read->attachments[0].kind, "license");
  EXPECT_TRUE(verify_license(read->attachments[0].document, maker_.trusted()));
}

TEST_F(OfflineTest, AReturnSaysWhatIsGivenBack) {
  OfflineReturn giving{.device_key = request().device_key,
                       .host_id = "h",
                       .license_id = "l",
                       .nonce = request().nonce,
                       .lease = LeaseStep{.lease_id = "x", .epoch = 1, .fence = 2, .sequence = 3},
                       .at_ms = now_};

  const auto read = verify_offline_return(sign_offline_return(giving, device_).value(), now_);

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->lease->fence, 2);
  EXPECT_EQ(read->nonce, giving.nonce);
  giving.lease.reset();
  EXPECT_FALSE(verify_offline_return(sign_offline_return(giving, device_).value(), now_)->lease);
}

TEST_F(OfflineTest, EachOrdinaryFileFitsOneQrCode) {
  const OfflineReturn giving{.device_key = request().device_key,
                             .host_id = request().host_id,
                             .license_id = request().license_id,
                             .nonce = request().nonce,
                             .at_ms = now_};

  EXPECT_LE(sign_offline_request(request(), device_)->size(), kQrBytesMax);
  EXPECT_LE(answer().size(), kQrBytesMax) << answer().size();
  EXPECT_LE(sign_offline_return(giving, device_)->size(), kQrBytesMax);
}

TEST_F(OfflineTest, AResponseIsForOneRequestOfOneDeviceOfOneHost) {
  OfflineRequest other_nonce = request();
  other_nonce.nonce = std::string(32, '0');
  OfflineRequest other_device = request();
  other_device.device_key = hex_encode(maker_.vendor_key.public_key().ed25519_raw());
  OfflineRequest other_host = request();
  other_host.host_id = "another";

  EXPECT_EQ(refusal(answer(), other_nonce, now_), "wrong-nonce");
  EXPECT_EQ(refusal(answer(), other_device, now_), "wrong-device");
  EXPECT_EQ(refusal(answer(), other_host, now_), "bad-signature");
  EXPECT_EQ(refusal(answer(), request(), now_ + 31 * kDayMs), "document-expired");
  EXPECT_EQ(refusal(answer(), request(), now_ - 2 * kDayMs), "document-from-the-future");
}

TEST_F(OfflineTest, AForgedOrChangedResponseIsRefused) {
  const std::string good = answer();
  const std::string forged = sign_offline_response(response(), maker_.vendor_key).value();
  std::string flipped = good, other_license = good;
  flipped[40] = flipped[40] == 'A' ? 'B' : 'A';
  other_license[good.size() - 30] = other_license[good.size() - 30] == 'A' ? 'B' : 'A';

  EXPECT_EQ(refusal(forged), "unknown-key");
  EXPECT_EQ(refusal(flipped), "bad-signature");
  EXPECT_EQ(refusal(other_license), "attachment-changed");
  EXPECT_EQ(refusal(good.substr(0, good.find('\n') + 1)), "attachment-changed");
  EXPECT_EQ(refusal(good + "more\n"), "attachment-changed");
  EXPECT_EQ(refusal(good.substr(0, 200)), "malformed-document");
  EXPECT_EQ(refusal(""), "malformed-document");
  EXPECT_EQ(refusal(std::string(kOfflineFileBytesMax + 1, 'v')), "malformed-document");
}

TEST_F(OfflineTest, RefusesVersionsAndMembersItDoesNotKnow) {
  const auto with = [&](const char* name, const Json& value) {
    return refusal(changed([&](Json& json) { json[name] = value; }));
  };

  EXPECT_EQ(with("type", "kontor-offline-response/2"), "unknown-version");
  EXPECT_EQ(with("type", "kontor-revocations/1"), "unknown-document");
  EXPECT_EQ(with("type", 1), "unknown-document");
  EXPECT_EQ(with("discount", 50), "invalid-document");
  EXPECT_EQ(with("revocations_sequence", -1), "invalid-document");
  EXPECT_EQ(with("revocations_sequence", 1e300), "invalid-document");
  EXPECT_EQ(with("at", "yesterday"), "invalid-document");
  EXPECT_EQ(with("attachments", Json::array({1})), "invalid-document");
  EXPECT_EQ(refusal(changed([](Json& json) { json.erase("nonce"); })), "invalid-document");
  EXPECT_EQ(refusal(changed([](Json& json) { json = Json::array(); })), "unknown-document");
}

// The other spellings of the same bytes are other files, and refused.
TEST_F(OfflineTest, AReEncodedRequestIsRefused) {
  const std::string good = sign_offline_request(request(), device_).value();
  std::string padded = good;
  padded.insert(padded.size() - 1, "=");

  EXPECT_EQ(code(verify_offline_request(padded, now_)), "malformed-document");
  EXPECT_EQ(code(verify_offline_request(" " + good, now_)), "malformed-document");
  EXPECT_EQ(code(verify_offline_request("v4.local." + good.substr(10), now_)),
            "malformed-document");
}

TEST_F(OfflineTest, ARequestIsSignedByTheDeviceItNamesAndAsksForWhatThereIs) {
  OfflineRequest foreign = request();
  foreign.device_key = hex_encode(maker_.vendor_key.public_key().ed25519_raw());
  OfflineRequest no_days = request();
  no_days.action = OfflineAction::borrow;
  no_days.subject = "u";
  OfflineRequest too_long = no_days;
  too_long.days = 366;
  OfflineRequest days_of_nothing = request();
  days_of_nothing.days = 3;

  EXPECT_EQ(code(sign_offline_request(foreign, device_)), "wrong-device");
  EXPECT_FALSE(sign_offline_request(no_days, device_));
  EXPECT_FALSE(sign_offline_request(too_long, device_));
  EXPECT_FALSE(sign_offline_request(days_of_nothing, device_));
  const std::string good = sign_offline_request(request(), device_).value();
  EXPECT_EQ(code(verify_offline_request(good, now_ + 31 * kDayMs)), "document-expired");
  EXPECT_EQ(code(verify_offline_request(good, now_ - 2 * kDayMs)), "document-from-the-future");
  EXPECT_EQ(code(verify_offline_return(good, now_)), "unknown-document");
}

}  // namespace
}  // namespace kontor::licensing
