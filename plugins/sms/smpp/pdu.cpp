#include "pdu.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "octets.hpp"

namespace kontor::sms::smpp {
namespace {

constexpr std::size_t kConsumedBytesMax = std::size_t{64} << 10;

struct StatusName {
  std::uint32_t status;
  const char* name;
};
// Those an operator meets (5.1.3).
constexpr std::array kStatusNames{
    StatusName{0x01, "ESME_RINVMSGLEN"},   StatusName{0x02, "ESME_RINVCMDLEN"},
    StatusName{0x03, "ESME_RINVCMDID"},    StatusName{0x04, "ESME_RINVBNDSTS"},
    StatusName{0x05, "ESME_RALYBND"},      StatusName{0x08, "ESME_RSYSERR"},
    StatusName{0x0a, "ESME_RINVSRCADR"},   StatusName{0x0b, "ESME_RINVDSTADR"},
    StatusName{0x0d, "ESME_RBINDFAIL"},    StatusName{0x0e, "ESME_RINVPASWD"},
    StatusName{0x0f, "ESME_RINVSYSID"},    StatusName{0x14, "ESME_RMSGQFUL"},
    StatusName{0x43, "ESME_RINVESMCLASS"}, StatusName{0x45, "ESME_RSUBMITFAIL"},
    StatusName{0x58, "ESME_RTHROTTLED"},   StatusName{0x64, "ESME_RX_T_APPN"},
    StatusName{0x65, "ESME_RX_P_APPN"},    StatusName{0x66, "ESME_RX_R_APPN"},
    StatusName{0xff, "ESME_RUNKNOWNERR"},
};

}  // namespace

std::string encode(const Pdu& pdu) {
  std::string out;
  out.reserve(kHeaderBytes + pdu.body.size());
  put_u32(out, static_cast<std::uint32_t>(kHeaderBytes + pdu.body.size()));
  put_u32(out, pdu.command);
  put_u32(out, pdu.status);
  put_u32(out, pdu.sequence);
  return out + pdu.body;
}

void PduReader::feed(std::string_view bytes) {
  if (broken_) return;
  buffer_ += bytes;
}

std::optional<Pdu> PduReader::next() {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  if (broken_ || rest.size() < kHeaderBytes) return std::nullopt;
  OctetReader header(rest.substr(0, kHeaderBytes));
  const std::size_t size = header.u32();
  if (size < kHeaderBytes || size > kPduBytesMax) {
    broken_ = true;
    return std::nullopt;
  }
  if (rest.size() < size) return std::nullopt;
  Pdu pdu;
  pdu.command = header.u32();
  pdu.status = header.u32();
  pdu.sequence = header.u32();
  pdu.body = rest.substr(kHeaderBytes, size - kHeaderBytes);
  begin_ += size;
  if (begin_ == buffer_.size() || begin_ > kConsumedBytesMax) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  return pdu;
}

const std::string* find(const std::vector<Tlv>& tlvs, std::uint16_t tag) {
  for (const Tlv& tlv : tlvs)
    if (tlv.tag == tag) return &tlv.value;
  return nullptr;
}

std::optional<std::uint32_t> number(const std::vector<Tlv>& tlvs, std::uint16_t tag) {
  const std::string* value = find(tlvs, tag);
  if (value == nullptr) return std::nullopt;
  OctetReader reader(*value);
  switch (value->size()) {
    case 1:
      return reader.u8();
    case 2:
      return reader.u16();
    case 4:
      return reader.u32();
    default:
      return std::nullopt;
  }
}

std::string status_name(std::uint32_t status) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "0x%02x", status);
  for (const StatusName& known : kStatusNames)
    if (known.status == status) return std::string(known.name) + " (" + digits.data() + ")";
  return std::string("status ") + digits.data();
}

}  // namespace kontor::sms::smpp
