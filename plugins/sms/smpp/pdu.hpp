#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The frame of every SMPP message: "Short Message Peer to Peer Protocol Specification v3.4",
// 3.2 and 5. Integers are big-endian (3.1).
namespace kontor::sms::smpp {

// Command ids (5.1.2.1).
inline constexpr std::uint32_t kGenericNack = 0x80000000;
inline constexpr std::uint32_t kBindReceiver = 0x00000001;
inline constexpr std::uint32_t kBindTransmitter = 0x00000002;
inline constexpr std::uint32_t kSubmitSm = 0x00000004;
inline constexpr std::uint32_t kDeliverSm = 0x00000005;
inline constexpr std::uint32_t kUnbind = 0x00000006;
inline constexpr std::uint32_t kBindTransceiver = 0x00000009;
inline constexpr std::uint32_t kEnquireLink = 0x00000015;
inline constexpr std::uint32_t kDataSm = 0x00000103;
inline constexpr std::uint32_t kResponse = 0x80000000;  // Set in the answer to a command.

// Command statuses (5.1.3).
inline constexpr std::uint32_t kOk = 0x00;
inline constexpr std::uint32_t kInvalidMessageLength = 0x01;
inline constexpr std::uint32_t kInvalidCommandLength = 0x02;
inline constexpr std::uint32_t kInvalidCommandId = 0x03;
inline constexpr std::uint32_t kInvalidBindStatus = 0x04;
inline constexpr std::uint32_t kSystemError = 0x08;
inline constexpr std::uint32_t kBindFailed = 0x0d;
inline constexpr std::uint32_t kQueueFull = 0x14;
inline constexpr std::uint32_t kThrottled = 0x58;
inline constexpr std::uint32_t kTemporaryAppError = 0x64;
inline constexpr std::uint32_t kPermanentAppError = 0x65;

// Optional parameters (5.3.2).
inline constexpr std::uint16_t kReceiptedMessageId = 0x001e;
inline constexpr std::uint16_t kUserMessageReference = 0x0204;
inline constexpr std::uint16_t kSarMessageReference = 0x020c;
inline constexpr std::uint16_t kSarTotalSegments = 0x020e;
inline constexpr std::uint16_t kSarSegmentNumber = 0x020f;
inline constexpr std::uint16_t kNetworkErrorCode = 0x0423;
inline constexpr std::uint16_t kMessagePayload = 0x0424;
inline constexpr std::uint16_t kMessageState = 0x0427;

inline constexpr std::size_t kHeaderBytes = 16;
// A message_payload may have 64 KiB (5.3.2.32); the rest of a PDU fits in this.
inline constexpr std::size_t kPduBytesMax = (std::size_t{64} << 10) + 2048;

struct Pdu {
  std::uint32_t command = 0;
  std::uint32_t status = kOk;
  std::uint32_t sequence = 0;
  std::string body = {};
};

std::string encode(const Pdu& pdu);

// Cuts a stream into PDUs. After a command_length that cannot be, the stream has no next
// beginning and the connection is over.
class PduReader {
 public:
  void feed(std::string_view bytes);
  // The next whole PDU, if it is there.
  std::optional<Pdu> next();
  bool is_broken() const { return broken_; }

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
  bool broken_ = false;
};

struct Tlv {
  std::uint16_t tag = 0;
  std::string value = {};
};

const std::string* find(const std::vector<Tlv>& tlvs, std::uint16_t tag);
// The value of one, two or four octets; nothing for another length or none.
std::optional<std::uint32_t> number(const std::vector<Tlv>& tlvs, std::uint16_t tag);

// What a status means, in the specification's words: "ESME_RTHROTTLED (0x58)".
std::string status_name(std::uint32_t status);

}  // namespace kontor::sms::smpp
